import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Automatic capture")
struct AutomaticCaptureTests {
    private static func after(_ delay: Interval, _ agree: (inout Terms) -> Void = { _ in }) -> Terms {
        Terms {
            $0.capture = .automatic(after: delay)
            agree(&$0)
        }
    }

    @Test("at once: all is captured within the authorization, and the merchant captures nothing by hand")
    func atOnce() throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.zero))
        let capture = try #require(story.events.last?.operation)
        #expect(capture.order == .capture(.nok(500_00), .automatic))
        #expect(story.books.payable == .nok(500_00))
        #expect(try story.trying(.captureAutomatically) == .closed(.captured))
    }

    @Test("at once, and the issuer fails it: the hold stays, by hand it is refused, no deadline tries again")
    func atOnceFails() throws {
        let story = try Story(
            authorized: .nok(500_00), Self.after(.zero), script: IssuerScript { $0.failsCapture = .technical })
        #expect(story.books.holds == .nok(500_00) && story.books.payable == .nok(0))
        #expect(try story.trying(.capture(nil)) == .captureIsAutomatic)
        #expect(try story.trying(.captureAutomatically) == .notDue)
        #expect(try story.letPass(.days(365)) == [])
        #expect(try story.trying(.void(.all)) == nil)
    }

    @Test("after a delay: all that is left is captured when it is over, not earlier")
    func delayed() throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)))
        try story.void(.part(.nok(100_00)))
        story.wait(Interval(milliseconds: 3 * 86_400_000 - 1))
        #expect(try story.trying(.captureAutomatically) == .notDue)
        #expect(try story.letPass(Interval(milliseconds: 1)) == [.captureAutomatically])
        #expect(story.events.last?.operation?.order == .capture(.nok(400_00), .automatic))
        #expect(story.books.payable == .nok(400_00) && story.books.holds == .nok(0))
    }

    @Test("after a delay: the merchant may capture a part before, the rest follows")
    func partBefore() throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)))
        try story.capture(.nok(200_00))
        #expect(try story.letPass(.days(3)) == [.captureAutomatically])
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("after a delay: where no other capture is taken, the merchant captures nothing before, and may still void")
    func nothingBefore() throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)) { $0.automaticCaptureOnly = true })
        #expect(try story.trying(.capture(.nok(200_00))) == .captureIsAutomatic)
        #expect(story.events.count == 2)
        try story.void(.part(.nok(100_00)))
        #expect(try story.letPass(.days(3)) == [.captureAutomatically])
        #expect(story.books.payable == .nok(400_00))
    }

    @Test("at an instant: all that is left is captured then, however late the authorization came before it")
    func atInstant() throws {
        let terms = Terms { $0.capture = .automaticAt(Story.start + .days(3)) }
        let story = try Story(requested: .nok(500_00))
        story.wait(.days(2))
        try story.authorize(IssuerScript(), terms)
        #expect(story.payment.automaticCaptureAt == Story.start + .days(3))
        #expect(try story.letPass(.days(1)) == [.captureAutomatically])
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("at an instant that has come: all is captured within the authorization")
    func atInstantPassed() throws {
        let terms = Terms { $0.capture = .automaticAt(Story.start + .days(3)) }
        let story = try Story(requested: .nok(500_00))
        story.wait(.days(4))
        try story.authorize(IssuerScript(), terms)
        #expect(story.books.payable == .nok(500_00))
        #expect(try story.trying(.capture(nil)) == .closed(.captured))
    }

    @Test(
        "after a delay: a void or a full capture before leaves nothing to do",
        arguments: [.void(.all), .capture(nil)] as [Command])
    func nothingLeft(_ command: Command) throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)))
        try story.tell(command)
        #expect(story.payment.deadlines.isEmpty)
    }

    @Test("after a delay, and the issuer fails it: it is asked once, then the merchant decides")
    func delayedFails() throws {
        let script = IssuerScript { $0.unusable = .init(from: Story.start + .days(1), reason: .cardBlocked) }
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)), script: script)
        #expect(try story.letPass(.days(30)) == [.captureAutomatically])
        #expect(story.events.last?.operation?.state == .failed(.cardBlocked))
        #expect(story.books.holds == .nok(500_00))
        #expect(try story.trying(.void(.all)) == nil)
    }

    @Test("after a delay, answered later: it is asked once, also when that answer is no", arguments: [true, false])
    func delayedAndSlow(_ fails: Bool) throws {
        let script = IssuerScript { $0.failsCapture = fails ? .technical : nil }
        let story = try Story(
            authorized: .nok(500_00), Self.after(.days(3)) { $0.captureTakes = .hours(2) }, script: script)
        #expect(try story.letPass(.days(30)) == [.captureAutomatically, .answer])
        #expect(story.books.payable == (fails ? .nok(0) : .nok(500_00)))
    }

    @Test("it makes no second capture where the terms allow one, and none after a final one")
    func respectsTheTerms() throws {
        let one = try Story(authorized: .nok(500_00), Self.after(.days(3)) { $0.capturesAllowed = .one })
        try one.capture(.nok(200_00))
        #expect(try one.letPass(.days(30)) == [])
        #expect(one.books.payable == .nok(200_00) && one.books.holds == .nok(300_00))

        let final = try Story(authorized: .nok(500_00), Self.after(.days(3)) { $0.captureTakes = .days(10) })
        try final.capture(.nok(200_00), final: true)
        #expect(try final.letPass(.days(30)) == [.answer])
        #expect(final.books.payable == .nok(200_00) && final.books.holds == .nok(0))
    }

    @Test("a pending final capture that fails makes way for the automatic one that was due")
    func afterFailedFinal() throws {
        let script = IssuerScript { $0.unusable = nil }
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)), script: script, rail: .connector)
        let final = try story.capture(.nok(200_00), final: true)
        #expect(try story.letPass(.days(5)) == [])
        try story.resolve(final, .failed(.technical))
        #expect(try story.letPass(.zero) == [.captureAutomatically])
        #expect(story.payment.pendingCaptures == .nok(500_00))
    }

    @Test(
        "one that would be due when captures are no longer accepted never happens",
        arguments: [
            .voids, .refuses,
        ] as [Terms.Deadline])
    func afterTheWindow(_ deadline: Terms.Deadline) throws {
        for delay in [Interval.days(7), .days(10)] {
            let terms = Self.after(delay) {
                $0.captureWindow = .days(7)
                $0.deadline = deadline
            }
            let story = try Story(authorized: .nok(500_00), terms)
            #expect(try story.letPass(.days(30)) == (deadline == .voids ? [.expire] : []))
            #expect(story.books.payable == .nok(0))
        }
    }

    @Test("one that was due in time is made, however late it fires")
    func firesLate() throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)) { $0.captureWindow = .days(7) })
        let due = try #require(story.payment.deadlines.min())
        #expect(due.kind == .captureAutomatically)
        story.wait(.days(30))
        #expect(try story.trying(due.command) == nil)
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("it waits while a hundred operations are pending")
    func waitsForRoom() throws {
        let story = try Story(authorized: .nok(500_00), Self.after(.days(3)) { $0.captureTakes = .days(4) })
        for _ in 1...Payment.pendingLimit { try story.capture(.nok(1)) }
        #expect(try story.letPass(.days(3)) == [])
        #expect(try story.letPass(.days(1)).prefix(2) == [.answer, .captureAutomatically])
        try story.letPass(.days(4))
        #expect(story.books.payable == .nok(500_00))
    }
}
