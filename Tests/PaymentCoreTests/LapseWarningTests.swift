import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("A hold that lapses soon")
struct LapseWarningTests {
    private static let visa = Terms {
        $0.holdGuaranteed = .days(7)
        $0.captureWindow = .days(180)
        $0.lapseWarning = .days(1)
    }

    @Test("the merchant is warned a day before, once, and the warning says when the hold lapses")
    func warned() throws {
        let story = try Story(authorized: .nok(500_00), Self.visa)
        #expect(try story.letPass(.days(6)) == [.warnOfLapse])
        let warning = try #require(story.events.last)
        #expect(warning.fact == .lapsing(at: Story.start + .days(7)))
        #expect(warning.at == Story.start + .days(6))
        #expect(story.payment.capturable == .nok(500_00), "no amount changes")
        #expect(try story.letPass(.days(1)) == [.lapse])
    }

    @Test("no warning before its time, after the lapse, or once all is captured")
    func notThen() throws {
        let early = try Story(authorized: .nok(500_00), Self.visa)
        #expect(throws: Refusal.notDue) { try early.tell(.warnOfLapse) }
        let captured = try Story(authorized: .nok(500_00), Self.visa)
        try captured.capture(.nok(500_00))
        #expect(captured.payment.deadlines.isEmpty)
    }

    @Test("a hold asked for anew is warned of anew")
    func reauthorized() throws {
        let story = try Story(authorized: .nok(500_00), Self.visa)
        try story.letPass(.days(6))
        try story.tell(.reauthorize(nil))
        #expect(story.payment.lapseWarningAt == Story.start + .days(12))
    }

    @Test("a guarantee no longer than the warning has none")
    func tooShort() throws {
        var terms = Self.visa
        terms.holdGuaranteed = .days(1)
        let story = try Story(authorized: .nok(500_00), terms)
        #expect(story.payment.lapseWarningAt == nil)
    }
}
