import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("The end of the capture window")
struct ExpireTests {
    private static func window(_ deadline: Terms.Deadline) -> Terms {
        Terms {
            $0.captureWindow = .days(7)
            $0.deadline = deadline
        }
    }

    @Test("voids: what is left of the hold goes back at the end, not earlier")
    func voids() throws {
        let story = try Story(authorized: .nok(500_00), Self.window(.voids))
        try story.capture(.nok(100_00))
        story.wait(Interval(milliseconds: 7 * 86_400_000 - 1))
        #expect(try story.trying(.expire) == .notDue)
        #expect(try story.letPass(Interval(milliseconds: 1)) == [.expire])
        #expect(story.events.last?.fact == .expired(.nok(400_00)))
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(100_00))
        #expect(try story.trying(.expire) == .closed(.captured))
    }

    @Test("voids: a hold that was never captured is expired, and a capture is told when the window closed")
    func neverCaptured() throws {
        let story = try Story(authorized: .nok(500_00), Self.window(.voids))
        try story.letPass(.days(9))
        let closed = story.payment.state.closed
        #expect(closed?.at == Story.start + .days(7) && closed?.cause == .expired)
        #expect(try story.trying(.capture(nil)) == .captureWindowClosed(at: Story.start + .days(7)))
        #expect(try story.trying(.void(.all)) == .closed(.expired))
    }

    @Test("refuses: nothing moves, captures are refused, the merchant may still void")
    func refuses() throws {
        let story = try Story(authorized: .nok(500_00), Self.window(.refuses))
        #expect(try story.letPass(.days(9)) == [])
        #expect(try story.trying(.expire) == .notDue)
        #expect(try story.trying(.capture(nil)) == .captureWindowClosed(at: Story.start + .days(7)))
        #expect(story.books.holds == .nok(500_00))
        try story.void(.rest)
        #expect(story.books.holds == .nok(0))
    }

    @Test("freezes: nothing moves, captures and voids are refused from that instant on")
    func freezes() throws {
        let story = try Story(authorized: .nok(500_00), Self.window(.freezes))
        story.wait(Interval(milliseconds: 7 * 86_400_000 - 1))
        try story.void(.part(.nok(1_00)))
        #expect(try story.letPass(.days(2)) == [])
        let closed = Refusal.captureWindowClosed(at: Story.start + .days(7))
        #expect(try story.trying(.capture(nil)) == closed)
        #expect(try story.trying(.void(.rest)) == closed)
        #expect(story.books.holds == .nok(499_00))
    }

    @Test(
        "a capture at the very end is refused, one millisecond earlier it succeeds",
        arguments: [
            .voids, .refuses, .freezes,
        ] as [Terms.Deadline])
    func exactly(_ deadline: Terms.Deadline) throws {
        let story = try Story(authorized: .nok(500_00), Self.window(deadline))
        story.wait(Interval(milliseconds: 7 * 86_400_000 - 1))
        #expect(try story.trying(.capture(.nok(100_00))) == nil)
        story.wait(Interval(milliseconds: 1))
        #expect(try story.trying(.capture(.nok(100_00))) == .captureWindowClosed(at: story.now))
        #expect(story.books.payable == .nok(100_00))
    }

    @Test("a window without end never closes")
    func endless() throws {
        let story = try Story(authorized: .nok(500_00))
        story.wait(.days(10_000))
        #expect(try story.trying(.expire) == .notDue)
        #expect(try story.trying(.capture(nil)) == nil)
    }

    @Test("what a pending capture reserves does not expire under it; what it gives back does")
    func besidePendingCapture() throws {
        var terms = Self.window(.voids)
        terms.captureTakes = .days(2)
        let story = try Story(authorized: .nok(500_00), terms, script: IssuerScript { $0.failsCapture = .technical })
        story.wait(.days(6))
        try story.capture(.nok(200_00))
        #expect(try story.letPass(.days(1)) == [.expire])
        #expect(story.books.holds == .nok(200_00) && story.payment.state.closed == nil)
        #expect(try story.letPass(.days(1)) == [.answer, .expire])
        #expect(story.books.holds == .nok(0) && story.payment.state.closed?.cause == .expired)
    }

    @Test("a capture that was asked for in time succeeds after the window")
    func askedInTime() throws {
        var terms = Self.window(.voids)
        terms.captureTakes = .days(2)
        let story = try Story(authorized: .nok(500_00), terms)
        story.wait(.days(6))
        try story.capture()
        #expect(try story.letPass(.days(2)) == [.answer])
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("before the authorization no window closes")
    func early() throws {
        let story = try Story(requested: .nok(500_00), Self.window(.voids))
        #expect(try story.trying(.expire) == .notAuthorized)
        #expect(try story.letPass(.days(30)) == [])
    }
}
