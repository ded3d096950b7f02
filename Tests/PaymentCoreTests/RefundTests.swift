import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Refund")
struct RefundTests {
    private static func captured(_ terms: Terms = Terms(), script: IssuerScript = IssuerScript()) throws -> Story {
        let story = try Story(authorized: .nok(500_00), terms, script: script)
        try story.capture(.nok(300_00))
        return story
    }

    @Test("a refund without an amount returns all that was captured, and leaves the hold")
    func full() throws {
        let story = try Self.captured()
        let refund = try story.refund()
        #expect(refund.operation?.order == .refund(.nok(300_00)) && refund.operation?.state == .succeeded)
        #expect(story.books.payable == .nok(0) && story.books.receivable == .nok(0))
        #expect(story.books.holds == .nok(200_00))
        #expect(story.payment.refunded == .nok(300_00) && story.payment.captured == .nok(300_00))
    }

    @Test("many refunds add up to what was captured and never beyond it")
    func many() throws {
        let story = try Self.captured()
        for _ in 1...2 { try story.refund(.nok(140_00)) }
        let beyond = Refusal.exceedsRefundable(requested: .nok(20_01), refundable: .nok(20_00))
        #expect(try story.trying(.refund(.nok(20_01))) == beyond)
        try story.refund(.nok(20_00))
        #expect(story.books.payable == .nok(0))
        #expect(try story.trying(.refund(.nok(1))) == .exceedsRefundable(requested: .nok(1), refundable: .nok(0)))
        #expect(try story.trying(.refund(nil)) == .amountNotPositive)
    }

    @Test("what is refunded cannot be captured again, what is captured later can be refunded")
    func captureAfterRefund() throws {
        let story = try Self.captured()
        try story.refund()
        let beyond = Refusal.exceedsCapturable(requested: .nok(201_00), capturable: .nok(200_00))
        #expect(try story.trying(.capture(.nok(201_00))) == beyond)
        try story.capture(.nok(200_00))
        try story.refund(.nok(200_00))
        #expect(story.payment.refunded == .nok(500_00) && story.books.payable == .nok(0))
    }

    @Test("nothing captured, nothing to refund: not the hold, not before it, not after a void")
    func nothingCaptured() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.trying(.refund(nil)) == .notAuthorized)
        try story.authorize()
        #expect(try story.trying(.refund(.nok(1))) == .nothingCaptured)
        try story.void()
        #expect(try story.trying(.refund(nil)) == .nothingCaptured)
    }

    @Test(
        "a refund of nothing or in another currency is refused",
        arguments: [
            (.nok(0), .amountNotPositive), (.sek(0), .currencyMismatch(expected: .nok)),
            (.sek(1_000_00), .currencyMismatch(expected: .nok)),
        ] as [(Money, Refusal)])
    func refused(_ amount: Money, _ refusal: Refusal) throws {
        #expect(try Self.captured().trying(.refund(amount)) == refusal)
    }

    @Test("a refund is possible after the hold is closed and after captures are no longer accepted")
    func late() throws {
        let story = try Self.captured(Terms { $0.captureWindow = .days(7) })
        try story.letPass(.days(400))
        #expect(story.payment.state.closed != nil)
        try story.refund()
        #expect(story.books.payable == .nok(0))
    }

    @Test("a refund that is answered later reserves its part and returns it then")
    func pending() throws {
        let story = try Self.captured(Terms { $0.refundTakes = .days(2) })
        try story.refund(.nok(200_00))
        #expect(story.payment.pendingRefunds == .nok(200_00) && story.payment.refundable == .nok(100_00))
        #expect(story.books.payable == .nok(300_00))
        let beyond = Refusal.exceedsRefundable(requested: .nok(101_00), refundable: .nok(100_00))
        #expect(try story.trying(.refund(.nok(101_00))) == beyond)
        #expect(try story.letPass(.days(2)) == [.answer])
        #expect(story.books.payable == .nok(100_00) && story.payment.refunded == .nok(200_00))
    }

    @Test("a refund of a closed payment is answered too")
    func pendingAfterClosing() throws {
        let story = try Self.captured(Terms { $0.refundTakes = .days(2) })
        try story.capture()
        try story.refund()
        #expect(try story.letPass(.days(2)) == [.answer])
        #expect(story.books.payable == .nok(0))
    }

    @Test(
        "a refund that the issuer fails is written and gives back what it reserved",
        arguments: [nil, .days(2)] as [Interval?])
    func failed(_ takes: Interval?) throws {
        let story = try Self.captured(
            Terms { $0.refundTakes = takes }, script: IssuerScript { $0.failsRefund = .cardExpired })
        try story.refund(.nok(200_00))
        try story.letPass(.days(2))
        #expect(story.events.last?.operation?.state == .failed(.cardExpired))
        #expect(story.payment.refundable == .nok(300_00) && story.payment.pendingRefunds == .nok(0))
        #expect(story.books.payable == .nok(300_00))
    }
}
