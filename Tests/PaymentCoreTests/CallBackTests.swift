import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Calling a refund back, and refunds that look like a slip")
struct CallBackTests {
    /// A refund is sent on its way after an hour and answered after two days.
    private static func captured(_ agree: (inout Terms) -> Void = { _ in }) throws -> Story {
        let terms = Terms {
            $0.refundTakes = .days(2)
            $0.refundCancelableFor = .hours(1)
            agree(&$0)
        }
        let story = try Story(authorized: .nok(500_00), terms)
        try story.capture()
        return story
    }

    @Test("within its time a refund is called back: it fails, and what it reserved is free again")
    func inTime() throws {
        let story = try Self.captured()
        let refund = try #require(try story.refund(.nok(200_00)).operation)
        #expect(refund.cancelableUntil == story.now + .hours(1))
        story.wait(Interval(milliseconds: 3_600_000 - 1))
        try story.tell(.callBack(refund.id))
        #expect(story.events.last?.operation?.state == .failed(.merchantCanceled))
        #expect(story.payment.refundable == .nok(500_00) && story.books.payable == .nok(500_00))
        #expect(story.payment.deadlines.isEmpty)
    }

    @Test("once its time is over it is on its way, whether the timer said so or not", arguments: [true, false])
    func tooLate(_ timerFired: Bool) throws {
        let story = try Self.captured()
        let refund = try #require(try story.refund(.nok(200_00)).operation)
        if timerFired {
            #expect(try story.letPass(.hours(1)) == [.dispatch])
            #expect(story.events.last?.fact == .dispatched(refund.id))
        } else {
            story.wait(.hours(1))
        }
        #expect(try story.trying(.callBack(refund.id)) == .operationDispatched)
        try story.letPass(.days(2))
        #expect(story.books.payable == .nok(300_00))
    }

    @Test("the way is taken once, not before its time, and not by what has ended")
    func dispatch() throws {
        let story = try Self.captured()
        let refund = try #require(try story.refund(.nok(200_00)).operation)
        #expect(try story.trying(.dispatch(refund.id)) == .notDue)
        story.wait(.hours(1))
        #expect(try story.trying(.dispatch(refund.id)) == nil)
        #expect(try story.trying(.dispatch(refund.id)) == .notDue)
        try story.letPass(.days(2))
        #expect(try story.trying(.dispatch(refund.id)) == .operationNotPending)
        #expect(try story.trying(.callBack(refund.id)) == .operationNotPending)
    }

    @Test("a reversal that refunds can be called back, one that only voids cannot")
    func reversals() throws {
        let story = try Self.captured()
        let refunding = try #require(try story.reverse().operation)
        #expect(try story.trying(.callBack(refunding.id)) == nil)
        let held = try Story(authorized: .nok(500_00), story.payment.state.terms)
        let voiding = try #require(try held.reverse().operation)
        #expect(try held.trying(.callBack(voiding.id)) == .operationDispatched)
    }

    @Test("what has no such time cannot be called back: captures, voids, and refunds on other terms")
    func never() throws {
        let terms = Terms {
            $0.captureTakes = .days(1)
            $0.voidTakes = .days(1)
            $0.refundTakes = .days(1)
        }
        let story = try Story(authorized: .nok(500_00), terms)
        try story.resolve(story.capture(.nok(100_00)), .succeeded)
        for begun in [try story.capture(.nok(1_00)), try story.void(.rest), try story.refund()] {
            #expect(try story.trying(.callBack(#require(begun.operation).id)) == .operationDispatched)
        }
    }

    @Test("a second refund of the same amount within its time is taken for a slip; another amount, or later, is not")
    func repeated() throws {
        let story = try Self.captured { $0.equalRefundsApart = .seconds(30) }
        let first = try #require(try story.refund(.nok(50_00)).operation)
        #expect(try story.trying(.refund(.nok(50_00))) == .refundRepeated)
        #expect(try story.trying(.refund(.nok(50_01))) == nil)
        story.wait(Interval(milliseconds: 29_999))
        #expect(try story.trying(.refund(.nok(50_00))) == .refundRepeated)
        story.wait(Interval(milliseconds: 1))
        #expect(try story.trying(.refund(.nok(50_00))) == nil)
        try story.tell(.callBack(first.id))
        #expect(story.payment.pendingRefunds == .nok(100_01))
    }

    @Test("a refund that has ended was looked at: the next of the same amount is no slip")
    func repeatedAfterEnd() throws {
        let story = try Self.captured { $0.equalRefundsApart = .seconds(30) }
        let first = try #require(try story.refund(.nok(50_00)).operation)
        try story.tell(.callBack(first.id))
        #expect(try story.trying(.refund(.nok(50_00))) == nil)
    }
}
