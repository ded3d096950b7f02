import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("A capture that the issuer answers later")
struct PendingCaptureTests {
    private static let slow = Terms { $0.captureTakes = .hours(1) }

    @Test("it reserves its part of the hold, and nothing moves yet")
    func reserves() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        let capture = try story.capture(.nok(300_00))
        #expect(capture.operation?.state == .pending)
        #expect(capture.operation?.answersAt == story.now + .hours(1))
        #expect(story.payment.pendingCaptures == .nok(300_00) && story.payment.capturable == .nok(200_00))
        #expect(story.books.holds == .nok(500_00) && story.books.payable == .nok(0))
        let beyond = Refusal.exceedsCapturable(requested: .nok(201_00), capturable: .nok(200_00))
        #expect(try story.trying(.capture(.nok(201_00))) == beyond)
        #expect(try story.trying(.void(.part(.nok(201_00)))) == beyond)
        #expect(try story.trying(.refund(nil)) == .nothingCaptured)
    }

    @Test("it succeeds when its time has come, under the name it began with")
    func succeeds() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        let capture = try story.capture(.nok(300_00))
        #expect(try story.letPass(.hours(1)) == [.answer])
        let ended = try #require(story.events.last?.operation)
        #expect(ended.id == capture.operation?.id && ended.state == .succeeded && ended.answersAt == nil)
        #expect(ended.startedAt == Story.start)
        #expect(story.books.holds == .nok(200_00) && story.books.payable == .nok(300_00))
    }

    @Test("it fails by the issuer's script and gives its part back")
    func fails() throws {
        let story = try Story(
            authorized: .nok(500_00), Self.slow, script: IssuerScript { $0.failsCapture = .technical })
        try story.capture(.nok(300_00))
        try story.letPass(.hours(1))
        #expect(story.events.last?.operation?.state == .failed(.technical))
        #expect(story.payment.capturable == .nok(500_00) && story.payment.pendingCaptures == .nok(0))
        #expect(story.books.payable == .nok(0))
    }

    @Test("it is not answered before its time, and only once")
    func answeredOnce() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        let capture = try #require(try story.capture(.nok(300_00)).operation)
        story.wait(Interval(milliseconds: 3_600_000 - 1))
        #expect(try story.trying(.resolve(capture.id, nil)) == .notDue)
        story.wait(Interval(milliseconds: 1))
        #expect(try story.trying(.resolve(capture.id, nil)) == nil)
        #expect(try story.trying(.resolve(capture.id, nil)) == .operationNotPending)
        #expect(try story.trying(.resolve(capture.id, .succeeded)) == .operationNotPending)
        #expect(story.books.payable == .nok(300_00))
    }

    @Test("a given outcome comes before the issuer's time and against its script")
    func givenOutcome() throws {
        let story = try Story(
            authorized: .nok(500_00), Self.slow, script: IssuerScript { $0.failsCapture = .technical })
        try story.resolve(story.capture(.nok(100_00)), .succeeded)
        try story.resolve(story.capture(.nok(100_00)), .failed(.suspectedFraud))
        #expect(story.books.payable == .nok(100_00))
        #expect(story.events.last?.operation?.state == .failed(.suspectedFraud))
        #expect(story.payment.deadlines.isEmpty)
    }

    @Test("a pending capture counts as one capture until it fails")
    func counts() throws {
        var terms = Self.slow
        terms.capturesAllowed = .one
        let story = try Story(authorized: .nok(500_00), terms)
        let first = try story.capture(.nok(100_00))
        #expect(try story.trying(.capture(.nok(100_00))) == .captureLimitReached)
        #expect(try story.trying(.void(.all)) == .alreadyCaptured)
        try story.resolve(first, .failed(.technical))
        #expect(try story.trying(.void(.all)) == nil)
    }

    @Test("a pending final capture is followed by no other, unless it fails")
    func finalPending() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        let first = try story.capture(.nok(100_00), final: true)
        #expect(try story.trying(.capture(.nok(1))) == .finalCaptureMade)
        #expect(story.books.holds == .nok(500_00))
        try story.resolve(first, .failed(.technical))
        try story.capture(.nok(200_00), final: true)
        try story.letPass(.hours(1))
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(200_00))
    }

    @Test("a final capture gives back what is not reserved; what an older capture gives back later follows it")
    func olderFailsAfterFinal() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        let older = try story.capture(.nok(150_00))
        try story.resolve(story.capture(.nok(100_00), final: true), .succeeded)
        #expect(story.books.holds == .nok(150_00))
        #expect(try story.trying(.capture(.nok(1))) == .finalCaptureMade)
        try story.resolve(older, .failed(.technical))
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(100_00))
        #expect(story.payment.state.closed?.cause == .captured)
    }

    @Test("a final capture and an older one that succeeds leave nothing of the hold")
    func olderSucceedsAfterFinal() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        let older = try story.capture(.nok(150_00))
        try story.resolve(story.capture(.nok(100_00), final: true), .succeeded)
        try story.resolve(older, .succeeded)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(250_00))
    }

    @Test("a hundred operations may be pending, not one more")
    func hundred() throws {
        let story = try Story(authorized: .nok(500_00), Self.slow)
        for _ in 1...Payment.pendingLimit { try story.capture(.nok(1)) }
        let full = Refusal.tooManyPending(limit: Payment.pendingLimit)
        for command in [.capture(.nok(1)), .void(.part(.nok(1))), .reverse(), .reauthorize(nil)] as [Command] {
            #expect(try story.trying(command) == full)
        }
        #expect(try story.letPass(.hours(1)).count == 100)
        #expect(story.books.payable == .nok(100))
        #expect(try story.trying(.capture(.nok(1))) == nil)
    }
}
