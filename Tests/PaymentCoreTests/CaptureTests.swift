import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Capture")
struct CaptureTests {
    @Test("a capture without an amount takes all of the hold, and the merchant is owed it")
    func full() throws {
        let story = try Story(authorized: .nok(500_00))
        let capture = try story.capture()
        #expect(capture.operation?.order == .capture(.nok(500_00), []))
        #expect(capture.operation?.state == .succeeded)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(500_00))
        #expect(story.books.receivable == .nok(500_00))
        #expect(story.payment.state.closed?.at == story.now && story.payment.state.closed?.cause == .captured)
    }

    @Test("a capture of a part leaves the rest of the hold")
    func partial() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture(.nok(120_00))
        #expect(story.books.holds == .nok(380_00) && story.books.payable == .nok(120_00))
        #expect(story.payment.capturable == .nok(380_00) && story.payment.refundable == .nok(120_00))
        #expect(story.payment.state.closed == nil)
    }

    @Test("many captures add up to the hold and never beyond it")
    func many() throws {
        let story = try Story(authorized: .nok(500_00))
        for _ in 1...4 { try story.capture(.nok(120_00)) }
        let beyond = Refusal.exceedsCapturable(requested: .nok(120_00), capturable: .nok(20_00))
        #expect(try story.trying(.capture(.nok(120_00))) == beyond)
        try story.capture(.nok(20_00))
        #expect(story.payment.state.captures == 5)
        #expect(story.books.payable == .nok(500_00))
        #expect(try story.trying(.capture(.nok(1))) == .closed(.captured))
    }

    @Test("a capture beyond what is left of the hold is refused, and nothing is written")
    func beyondHold() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture(.nok(400_00))
        let written = story.events.count
        let beyond = Refusal.exceedsCapturable(requested: .nok(101_00), capturable: .nok(100_00))
        #expect(try story.trying(.capture(.nok(101_00))) == beyond)
        #expect(story.books.payable == .nok(400_00))
        #expect(story.events.count == written)
    }

    @Test("a capture of one minor unit is the smallest, of nothing is refused")
    func smallest() throws {
        let story = try Story(authorized: .nok(2))
        #expect(try story.trying(.capture(.nok(0))) == .amountNotPositive)
        try story.capture(.nok(1))
        try story.capture(.nok(1))
        #expect(story.books.payable == .nok(2))
    }

    @Test("the largest amount there is can be held and captured")
    func largest() throws {
        let story = try Story(authorized: .nok(Money.limit))
        try story.capture(.nok(Money.limit))
        #expect(story.books.payable == .nok(Money.limit))
    }

    @Test(
        "a capture in another currency is refused, whatever its amount",
        arguments: [.sek(1), .sek(0), .jpy(Money.limit)] as [Money])
    func currency(_ amount: Money) throws {
        let story = try Story(authorized: .nok(500_00))
        #expect(try story.trying(.capture(amount)) == .currencyMismatch(expected: .nok))
    }

    @Test("a final capture takes its part and gives the rest of the hold back at once")
    func final() throws {
        let story = try Story(authorized: .nok(500_00))
        let capture = try story.capture(.nok(120_00), final: true)
        #expect(capture.operation?.order == .capture(.nok(120_00), .final))
        #expect(capture.events.last?.fact == .remainderReleased(.nok(380_00)))
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(120_00))
        #expect(story.payment.released == .nok(380_00))
        #expect(try story.trying(.capture(.nok(1))) == .closed(.captured))
    }

    @Test("a final capture of all that is left gives nothing back")
    func finalOfAll() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture(.nok(200_00))
        let capture = try story.capture(nil, final: true)
        #expect(capture.events.count == 1)
        #expect(story.payment.released == .nok(0) && story.books.payable == .nok(500_00))
    }

    @Test(
        "a capture that the issuer fails is written, moves nothing, and leaves the hold",
        arguments: FailureReason.allCases)
    func failed(_ reason: FailureReason) throws {
        let story = try Story(authorized: .nok(500_00), script: IssuerScript { $0.failsCapture = reason })
        let capture = try story.capture(.nok(100_00), final: true)
        #expect(capture.operation?.state == .failed(reason))
        #expect(story.books.holds == .nok(500_00) && story.books.payable == .nok(0))
        #expect(story.payment.state.captures == 0 && !story.payment.state.finalCaptureMade)
        #expect(try story.trying(.void(.all)) == nil)
    }

    @Test("nothing is captured before the authorization")
    func early() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.trying(.capture(nil)) == .notAuthorized)
    }

    @Test("after a void nothing can be captured, and after a part of it was voided only the rest")
    func afterVoid() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.void(.part(.nok(200_00)))
        let beyond = Refusal.exceedsCapturable(requested: .nok(301_00), capturable: .nok(300_00))
        #expect(try story.trying(.capture(.nok(301_00))) == beyond)
        try story.void(.rest)
        #expect(try story.trying(.capture(nil)) == .closed(.voided))
    }
}
