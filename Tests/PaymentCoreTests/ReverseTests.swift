import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Reverse: void what is not captured and refund what is, as one")
struct ReverseTests {
    @Test(
        "it returns everything, whatever was captured, voided and refunded before",
        arguments: [
            ([], .nok(500_00), .nok(0)), ([.capture(.nok(200_00))], .nok(300_00), .nok(200_00)),
            ([.capture(nil)], .nok(0), .nok(500_00)),
            ([.capture(.nok(200_00)), .refund(.nok(50_00)), .void(.part(.nok(100_00)))], .nok(200_00), .nok(150_00)),
            ([.capture(.nok(200_00), final: true), .refund(.nok(199_99))], .nok(0), .nok(1)),
        ] as [([Command], Money, Money)])
    func everything(_ before: [Command], _ releasing: Money, _ refunding: Money) throws {
        let story = try Story(authorized: .nok(500_00))
        for command in before { try story.tell(command) }
        let reversal = try story.reverse()
        #expect(reversal.operation?.order == .reverse(releasing: releasing, refunding: refunding))
        #expect(reversal.operation?.order.amount == releasing + refunding)
        #expect(reversal.events.count == 1)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(0))
        #expect(story.payment.state.closed?.cause == (before.isEmpty ? .voided : .captured))
    }

    @Test("there is nothing to reverse before the authorization, and after everything went back")
    func nothing() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.trying(.reverse()) == .notAuthorized)
        try story.authorize()
        try story.reverse()
        #expect(try story.trying(.reverse()) == .closed(.voided))
        let other = try Story(authorized: .nok(500_00))
        try other.capture()
        try other.refund()
        #expect(try other.trying(.reverse()) == .closed(.captured))
    }

    @Test("a refund that the issuer fails leaves both parts where they were")
    func failed() throws {
        let story = try Story(authorized: .nok(500_00), script: IssuerScript { $0.failsRefund = .technical })
        try story.capture(.nok(200_00))
        #expect(try story.reverse().operation?.state == .failed(.technical))
        #expect(story.books.holds == .nok(300_00) && story.books.payable == .nok(200_00))
    }

    @Test("where nothing is to refund, an issuer that fails refunds has nothing to fail")
    func onlyVoid() throws {
        let story = try Story(authorized: .nok(500_00), script: IssuerScript { $0.failsRefund = .technical })
        #expect(try story.reverse().operation?.state == .succeeded)
        #expect(story.books.holds == .nok(0))
    }

    @Test("where nothing is to refund, an issuer that fails voids fails it, and the hold stays")
    func failedVoid() throws {
        let story = try Story(authorized: .nok(500_00), script: IssuerScript { $0.failsVoid = .technical })
        #expect(try story.reverse().operation?.state == .failed(.technical))
        #expect(story.books.holds == .nok(500_00))
        try story.capture()
        #expect(try story.reverse().operation?.state == .succeeded)
    }

    @Test("answered later, it reserves both parts until then")
    func pending() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.refundTakes = .days(1) })
        try story.capture(.nok(200_00))
        try story.reverse()
        #expect(story.payment.pendingReleases == .nok(300_00) && story.payment.pendingRefunds == .nok(200_00))
        #expect(story.payment.capturable == .nok(0) && story.payment.refundable == .nok(0))
        #expect(try story.trying(.reverse()) == .amountNotPositive)
        #expect(story.books.holds == .nok(300_00) && story.books.payable == .nok(200_00))
        #expect(try story.letPass(.days(1)) == [.answer])
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(0))
    }

    @Test("it leaves alone what a pending capture reserves")
    func besidePendingCapture() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.captureTakes = .hours(1) })
        try story.capture(.nok(200_00))
        #expect(try story.reverse().operation?.order == .reverse(releasing: .nok(300_00), refunding: .nok(0)))
        try story.letPass(.hours(1))
        #expect(story.books.payable == .nok(200_00) && story.books.holds == .nok(0))
    }
}
