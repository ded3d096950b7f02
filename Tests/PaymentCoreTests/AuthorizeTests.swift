import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Authorize")
struct AuthorizeTests {
    @Test("a payer who says yes and an issuer who agrees make a hold of the whole amount")
    func approve() throws {
        let story = try Story(requested: .nok(500_00))
        story.wait(.minutes(3))
        let authorization = try story.authorize()
        #expect(authorization.operation?.state == .succeeded)
        #expect(authorization.operation?.order.amount == .nok(500_00))
        #expect(story.payment.authorized == .nok(500_00))
        #expect(story.payment.capturable == .nok(500_00))
        #expect(story.payment.state.authorizedAt == story.now)
        #expect(story.books.holds == .nok(500_00))
        #expect(story.books.payable == .nok(0))
    }

    @Test("an authorization happens once")
    func once() throws {
        let story = try Story(authorized: .nok(500_00))
        #expect(try story.trying(.authorize()) == .alreadyAuthorized)
        #expect(story.books.holds == .nok(500_00))
    }

    @Test("an issuer who declines is a fact, not a refusal, and holds nothing", arguments: FailureReason.allCases)
    func decline(_ reason: FailureReason) throws {
        let story = try Story(requested: .nok(500_00))
        let answer = try story.authorize(IssuerScript { $0.declinesAuthorization = reason })
        #expect(answer.events.map(\.fact) == [.declined(reason, ends: false)])
        #expect(answer.operation == nil)
        #expect(story.payment.state.authorizedAt == nil)
        #expect(story.books.holds == .nok(0))
    }

    @Test("after a decline that ends nothing, another card may succeed")
    func retry() throws {
        let story = try Story(requested: .nok(500_00))
        try story.authorize(IssuerScript { $0.declinesAuthorization = .insufficientFunds })
        try story.authorize()
        #expect(story.books.holds == .nok(500_00))
    }

    @Test("after a decline that ends the payment, no other card may try")
    func declineEnds() throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.declineEnds = true })
        try story.authorize(IssuerScript { $0.declinesAuthorization = .insufficientFunds })
        #expect(try story.trying(.authorize()) == .ended(.declined(.insufficientFunds)))
    }

    @Test("the approval brings the instrument and the terms that count from then on")
    func termsOfTheApproval() throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.captureWindow = .days(180) })
        let agreed = Terms {
            $0.captureWindow = .days(7)
            $0.holdGuaranteed = .days(5)
            $0.capturesAllowed = .one
        }
        let script = IssuerScript { $0.failsRefund = .technical }
        story.wait(.days(1))
        try story.authorize(script, agreed)
        let state = story.payment.state
        #expect(state.terms == agreed && state.instrument?.script == script && state.instrument?.scheme == "visa")
        #expect(state.captureBefore == story.now + .days(7) && state.lapsesAt == story.now + .days(5))
    }

    @Test("an operation has the name that its sender gave it; one that nobody named is named after the payment")
    func names() throws {
        let story = try Story(requested: .nok(500_00))
        let name = OperationID(high: 77, low: 78)
        let approval = Approval(instrument: Instrument(kind: "card"), terms: Terms())
        let authorization = try story.tell(.authorize(name, approval))
        #expect(authorization.operation?.id == name)
        let unnamed = try story.capture(.nok(1))
        #expect(unnamed.operation?.id == story.id.derived(3))
        let other = try story.capture(.nok(1))
        #expect(other.operation?.id == story.id.derived(4))
    }

    @Test("terms that capture at once do so within the same decision")
    func capturedAtOnce() throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.capture = .automatic(after: .zero) })
        let answer = try story.authorize()
        #expect(answer.events.count == 2)
        guard case .authorize = answer.operation?.order else {
            Issue.record("the reply is the authorization")
            return
        }
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(500_00))
        #expect(story.payment.state.closed?.cause == .captured)
    }
}
