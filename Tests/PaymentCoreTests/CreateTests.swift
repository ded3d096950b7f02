import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Create and amend")
struct CreateTests {
    @Test("a new payment holds nothing: it has a merchant, an account, a currency and terms (I10)")
    func birth() throws {
        let terms = Terms { $0.capturesAllowed = .onePartial }
        let story = try Story(requested: .nok(500_00), terms)
        let birth = story.payment.birth
        #expect(birth.merchant == MerchantID(high: 1, low: 1) && birth.account == AccountID(high: 1, low: 2))
        #expect(birth.requested == .nok(500_00) && birth.at == Story.start && birth.rail == .simulated)
        #expect(story.payment.state.terms == terms)
        #expect(story.payment.authorized.isZero && story.payment.capturable.isZero && story.payment.refundable.isZero)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(0))
        #expect(story.events.map(\.fact) == [.created(birth, terms)])
    }

    @Test("a payment is created once")
    func once() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.trying(.create(.nok(500_00))) == .paymentExists)
        #expect(story.events.count == 1)
    }

    @Test("a payment of nothing can be created: it only verifies the instrument, and nothing is ever captured of it")
    func zero() throws {
        let story = try Story(requested: .nok(0))
        try story.authorize()
        #expect(story.payment.state.authorizedAt == story.now)
        #expect(story.books.holds == .nok(0))
        #expect(try story.trying(.capture(nil)) == .amountNotPositive)
        #expect(try story.trying(.capture(.nok(1))) == .exceedsCapturable(requested: .nok(1), capturable: .nok(0)))
        #expect(try story.trying(.void(.all)) == .amountNotPositive)
        #expect(try story.trying(.refund(nil)) == .nothingCaptured)
        #expect(try story.trying(.reverse()) == .amountNotPositive)
    }

    @Test(
        "no command but create finds a payment that was never created",
        arguments: [
            .amend(.none, over: 1), .withdraw, .authorize(), .decline(.declined), .abandon, .capture(nil), .void(.all),
            .refund(nil), .reverse(), .increment(.nok(1)), .reauthorize(nil), .lapse, .expire, .releaseRemainder,
            .captureAutomatically, .resolve(OperationID(high: 0, low: 0), nil), .callBack(OperationID(high: 0, low: 0)),
            .dispatch(OperationID(high: 0, low: 0)),
        ] as [Command])
    func unborn(_ command: Command) throws {
        let story = Story(unborn: .nok)
        #expect(try story.trying(command) == .paymentUnknown)
        #expect(story.events.isEmpty)
    }

    @Test("amending replaces what the dialect keeps with the payment, in any state, and moves nothing")
    func amend() throws {
        let story = try Story(requested: .nok(500_00))
        try story.amend(Details([1]))
        #expect(story.payment.details == Details([1]))
        try story.authorize()
        try story.capture()
        try story.amend(Details([2, 3]))
        #expect(story.payment.details == Details([2, 3]))
        #expect(story.payment.state.detailsSequence == story.events.count)
        #expect(story.events.last?.fact == .amended && story.events.last?.details == Details([2, 3]))
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("whoever amends what another has amended in the meantime is told so, and nothing is lost")
    func amendedMeanwhile() throws {
        let story = try Story(requested: .nok(500_00))
        let seen = story.payment.state.detailsSequence
        try story.authorize()
        #expect(try story.trying(.amend(Details([1]), over: seen)) == nil)
        #expect(try story.trying(.amend(Details([2]), over: seen)) == .amendedMeanwhile)
        #expect(story.payment.details == Details([1]))
    }

    @Test("what is kept with an operation stays with its event, and leaves the payment's own as it was")
    func detailsOfOperations() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.amend(Details([7]))
        let request = Command.CaptureRequest(amount: .nok(100_00))
        let capture = try story.tell(.capture(OperationID(high: 9, low: 9), request, Details([1, 2])))
        #expect(capture.operationEvent?.details == Details([1, 2]))
        try story.tell(.void(nil, .part(.nok(1_00)), Details([3])))
        try story.tell(.refund(nil, .nok(1_00), Details([4])))
        try story.tell(.reverse(nil, Details([5])))
        #expect(story.events.suffix(3).map(\.details) == [Details([3]), Details([4]), Details([5])])
        #expect(story.payment.details == Details([7]))
    }
}
