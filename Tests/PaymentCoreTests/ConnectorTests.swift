import Ledger
import PaymentCore
import TestWorld
import Testing

/// A real PSP answers later: whatever is asked stays pending until `resolve` brings the outcome.
@Suite("On a connector")
struct ConnectorTests {
    @Test("an authorization is pending and holds nothing until the PSP agrees")
    func authorized() throws {
        let story = try Story(requested: .nok(500_00), rail: .connector)
        let authorization = try story.authorize()
        #expect(authorization.operation?.state == .pending)
        #expect(authorization.operation?.answersAt == nil)
        #expect(story.books.holds == .nok(0) && story.payment.state.authorizedAt == nil)
        story.wait(.seconds(2))
        try story.resolve(authorization, .succeeded)
        #expect(story.books.holds == .nok(500_00) && story.payment.state.authorizedAt == story.now)
    }

    @Test(
        "an authorization that the PSP declines ends the attempt, and the payment where the terms say so",
        arguments: [
            true, false,
        ])
    func declined(_ ends: Bool) throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.declineEnds = ends }, rail: .connector)
        let authorization = try story.authorize()
        try story.resolve(authorization, .failed(.insufficientFunds))
        #expect(story.events.last?.fact == .declined(.insufficientFunds, ends: ends))
        #expect(try story.trying(.authorize()) == (ends ? .ended(.declined(.insufficientFunds)) : nil))
    }

    @Test(
        "while an authorization is pending the payment can neither end nor be authorized again",
        arguments: [
            .authorize(), .withdraw, .abandon, .decline(.declined),
        ] as [Command])
    func pendingAuthorization(_ command: Command) throws {
        let terms = Terms {
            $0.declineEnds = true
            $0.openFor = .minutes(5)
        }
        let story = try Story(requested: .nok(500_00), terms, rail: .connector)
        let authorization = try story.authorize()
        #expect(story.payment.deadlines.isEmpty)
        #expect(try story.trying(command) == .authorizationPending)
        try story.resolve(authorization, .succeeded)
        #expect(story.payment.state.ending == nil)
        #expect(try story.trying(.void(.all)) == nil)
    }

    @Test("a payment whose attempt failed while its time ran out is given up at once")
    func overdueAbandon() throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.openFor = .minutes(5) }, rail: .connector)
        let authorization = try story.authorize()
        story.wait(.hours(1))
        try story.resolve(authorization, .failed(.technical))
        #expect(try story.letPass(.zero) == [.abandon])
    }

    @Test(
        "every operation after the authorization waits for its outcome, and no time answers it",
        arguments: [
            .capture(.nok(100_00)), .void(.part(.nok(1_00))), .refund(.nok(1_00)), .reverse(), .increment(.nok(1_00)),
            .reauthorize(nil),
        ] as [Command])
    func pending(_ command: Command) throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.incrementsAllowed = true }, rail: .connector)
        try story.resolve(story.capture(.nok(50_00)), .succeeded)
        let (holds, payable) = (story.books.holds, story.books.payable)
        let begun = try story.tell(command)
        let operation = try #require(begun.operation)
        #expect(operation.state == .pending && operation.answersAt == nil)
        #expect(story.payment.state.pending == [operation])
        #expect(story.books.holds == holds && story.books.payable == payable)
        try story.letPass(.days(365))
        #expect(try story.trying(.resolve(operation.id, nil)) == .notDue)
    }

    @Test(
        "an operation that fails moves nothing and gives back what it reserved",
        arguments: [
            .capture(.nok(100_00)), .void(.part(.nok(1_00))), .refund(.nok(1_00)), .reverse(), .increment(.nok(1_00)),
            .reauthorize(nil),
        ] as [Command])
    func failed(_ command: Command) throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.incrementsAllowed = true }, rail: .connector)
        try story.resolve(story.capture(.nok(50_00)), .succeeded)
        let before = story.payment
        try story.resolve(story.tell(command), .failed(.technical))
        #expect(story.payment.state.pending.isEmpty)
        #expect(story.payment.capturable == before.capturable && story.payment.refundable == before.refundable)
        #expect(story.payment.bookBalances == before.bookBalances)
    }

    @Test("an automatic capture at once is one more operation that waits", arguments: [true, false])
    func automatic(_ succeeds: Bool) throws {
        let story = try Story(
            requested: .nok(500_00), Terms { $0.capture = .automatic(after: .zero) }, rail: .connector)
        let answer = try story.resolve(story.authorize(), .succeeded)
        let capture = try #require(story.payment.state.pending.first)
        #expect(capture.order == .capture(.nok(500_00), .automatic))
        #expect(answer.operation?.id != capture.id)
        try story.tell(.resolve(capture.id, succeeds ? .succeeded : .failed(.technical)))
        #expect(story.books.payable == (succeeds ? .nok(500_00) : .nok(0)))
        #expect(story.books.holds == (succeeds ? .nok(0) : .nok(500_00)))
    }

    @Test(
        "a hold that is captured while an increment is pending stays open until the increment is answered",
        arguments: [
            true, false,
        ])
    func pendingIncrement(_ succeeds: Bool) throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.incrementsAllowed = true }, rail: .connector)
        let increment = try story.increment(.nok(70_00))
        try story.resolve(story.capture(), .succeeded)
        #expect(story.payment.state.closed == nil)
        try story.resolve(increment, succeeds ? .succeeded : .failed(.insufficientFunds))
        #expect(story.payment.state.closed?.cause == (succeeds ? nil : .captured))
        #expect(try story.trying(.capture(nil)) == (succeeds ? nil : .closed(.captured)))
    }
}
