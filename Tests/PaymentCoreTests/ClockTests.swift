import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Time never goes back for a payment (I8)")
struct ClockTests {
    @Test("a clock that went back writes the instant of the payment's last event")
    func backwards() throws {
        let story = try Story(authorized: .nok(500_00))
        story.wait(.days(3))
        try story.capture(.nok(100_00))
        let last = story.now
        story.now = Story.start
        let capture = try story.capture(.nok(100_00))
        #expect(capture.events.allSatisfy { $0.at == last } && capture.operation?.startedAt == last)
        #expect(story.payment.state.lastEventAt == last)
    }

    @Test("a clock that went back opens no window again")
    func windowStaysClosed() throws {
        let story = try Story(
            authorized: .nok(500_00),
            Terms {
                $0.captureWindow = .days(7)
                $0.deadline = .refuses
            })
        story.wait(.days(8))
        try story.amend(.none)
        story.now = Story.start
        #expect(try story.trying(.capture(nil)) == .captureWindowClosed(at: Story.start + .days(7)))
    }

    @Test("what takes time is counted from the payment's own instant")
    func intervals() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.captureTakes = .hours(1) })
        story.wait(.days(1))
        try story.amend(.none)
        story.now = Instant(milliseconds: 0)
        let capture = try story.capture()
        #expect(capture.operation?.answersAt == Story.start + .days(1) + .hours(1))
    }

    @Test("every command writes events of one instant, numbered without gaps")
    func numbered() throws {
        let terms = Terms {
            $0.holdGuaranteed = .days(7)
            $0.remainder = .releases
        }
        let story = try Story(authorized: .nok(500_00), terms)
        story.wait(.days(8))
        let capture = try story.capture(.nok(100_00))
        #expect(capture.events.map(\.sequence) == [3, 4, 5])
        #expect(Set(capture.events.map(\.at)) == [story.now])
        #expect(story.events.map(\.sequence) == [1, 2, 3, 4, 5])
    }
}
