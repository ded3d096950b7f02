import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Void")
struct VoidTests {
    @Test("voiding all gives the whole hold back and closes the payment")
    func all() throws {
        let story = try Story(authorized: .nok(500_00))
        let void = try story.void(.all)
        #expect(void.operation?.order == .void(.nok(500_00)) && void.operation?.state == .succeeded)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(0))
        #expect(story.payment.released == .nok(500_00))
        #expect(story.payment.state.closed?.at == story.now && story.payment.state.closed?.cause == .voided)
    }

    @Test("voiding all is refused once anything is captured; voiding the rest is not")
    func afterCapture() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture(.nok(100_00))
        #expect(try story.trying(.void(.all)) == .alreadyCaptured)
        try story.void(.rest)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(100_00))
        #expect(story.payment.state.closed?.cause == .captured)
    }

    @Test("a void that the issuer fails gives nothing back, and another may be tried")
    func failed() throws {
        let story = try Story(authorized: .nok(500_00), script: IssuerScript { $0.failsVoid = .technical })
        #expect(try story.void(.all).operation?.state == .failed(.technical))
        #expect(story.books.holds == .nok(500_00) && story.payment.state.closed == nil)
        #expect(try story.void(.rest).operation?.order == .void(.nok(500_00)))
    }

    @Test("voiding a part leaves the rest to capture")
    func part() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.void(.part(.nok(150_00)))
        #expect(story.books.holds == .nok(350_00))
        try story.capture()
        #expect(story.books.payable == .nok(350_00))
        #expect(story.payment.released == .nok(150_00))
    }

    @Test("after a part, voiding all means all that is left")
    func partThenAll() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.void(.part(.nok(150_00)))
        #expect(try story.void(.all).operation?.order == .void(.nok(350_00)))
        #expect(story.payment.state.closed?.cause == .voided)
    }

    @Test(
        "a void beyond the hold, of nothing, or in another currency is refused",
        arguments: [
            (.nok(500_01), .exceedsCapturable(requested: .nok(500_01), capturable: .nok(500_00))),
            (.nok(0), .amountNotPositive), (.sek(1), .currencyMismatch(expected: .nok)),
            (.sek(0), .currencyMismatch(expected: .nok)),
        ] as [(Money, Refusal)])
    func refused(_ amount: Money, _ refusal: Refusal) throws {
        let story = try Story(authorized: .nok(500_00))
        #expect(try story.trying(.void(.part(amount))) == refusal)
        #expect(story.books.holds == .nok(500_00))
    }

    @Test(
        "a void happens once: after it, the hold is closed",
        arguments: [.all, .rest, .part(.nok(1))] as [Command.VoidAmount])
    func twice(_ again: Command.VoidAmount) throws {
        let story = try Story(authorized: .nok(500_00))
        try story.void()
        #expect(try story.trying(.void(again)) == .closed(.voided))
    }

    @Test(
        "after a full capture there is nothing to void, only to refund",
        arguments: [.all, .rest, .part(.nok(1))] as [Command.VoidAmount])
    func afterFullCapture(_ amount: Command.VoidAmount) throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture()
        #expect(try story.trying(.void(amount)) == .closed(.captured))
    }

    @Test("before the authorization there is nothing to void")
    func early() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.trying(.void(.all)) == .notAuthorized)
    }

    @Test("a void that is answered later reserves its part and gives it back then")
    func pending() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.voidTakes = .minutes(10) })
        let void = try story.void(.part(.nok(200_00)))
        #expect(void.operation?.state == .pending)
        #expect(story.payment.pendingReleases == .nok(200_00) && story.payment.capturable == .nok(300_00))
        #expect(story.books.holds == .nok(500_00))
        let beyond = Refusal.exceedsCapturable(requested: .nok(301_00), capturable: .nok(300_00))
        #expect(try story.trying(.capture(.nok(301_00))) == beyond)
        #expect(try story.letPass(.minutes(10)) == [.answer])
        #expect(story.books.holds == .nok(300_00) && story.payment.released == .nok(200_00))
    }

    @Test("while a void of all is pending, nothing is left to void or capture")
    func pendingAll() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.voidTakes = .minutes(10) })
        try story.void()
        #expect(try story.trying(.void(.all)) == .amountNotPositive)
        #expect(try story.trying(.void(.rest)) == .amountNotPositive)
        #expect(try story.trying(.capture(nil)) == .amountNotPositive)
        try story.letPass(.minutes(10))
        #expect(story.payment.state.closed?.cause == .voided)
    }
}
