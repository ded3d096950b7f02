import Ledger
import PaymentCore
import TestWorld
import Testing

/// Every sequence of a handful of commands on payments so small that nothing can hide. `Story` checks I1, I2, I4, I7 and
/// I8 after every step; here also that a deadline that stands is never refused and ends itself.
@Suite("The whole small world")
struct SmallWorldTests {
    static let depth = 5

    @Test(
        "no sequence of five commands breaks a rule: the issuer answers at once", arguments: 0...3,
        [
            .one, .onePartial, .many,
        ] as [Terms.CapturesAllowed])
    func atOnce(_ requested: Int64, _ allowed: Terms.CapturesAllowed) throws {
        let terms = Terms {
            $0.capturesAllowed = allowed
            $0.incrementsAllowed = true
            $0.captureWindow = .days(2)
            $0.holdGuaranteed = .days(1)
        }
        let visited = try explore(Story(authorized: .nok(requested), terms), Self.depth) { _ in
            [
                .capture(.nok(1)), .capture(.nok(2)), .capture(nil), .capture(.nok(1), final: true), .void(.all),
                .void(.part(.nok(1))), .void(.rest), .refund(.nok(1)), .refund(nil), .reverse(), .increment(.nok(1)),
            ]
        }
        #expect(visited > 300)
    }

    @Test(
        "no sequence of five commands breaks a rule: a connector answers later, yes or no", arguments: 0...3,
        [
            .one, .onePartial, .many,
        ] as [Terms.CapturesAllowed])
    func later(_ requested: Int64, _ allowed: Terms.CapturesAllowed) throws {
        let terms = Terms {
            $0.capturesAllowed = allowed
            $0.incrementsAllowed = true
            $0.remainder = .releasesAfter(.days(1))
        }
        let visited = try explore(Story(authorized: .nok(requested), terms, rail: .connector), Self.depth) { story in
            let answers = story.payment.state.pending.flatMap { operation -> [Command] in
                [.resolve(operation.id, .succeeded), .resolve(operation.id, .failed(.technical))]
            }
            return answers + [
                .capture(.nok(1)), .capture(nil, final: true), .void(.part(.nok(1))), .refund(nil), .reverse(),
                .increment(.nok(1)),
            ]
        }
        #expect(visited > 300)
    }

    @Test(
        "no sequence of five commands breaks a rule: the issuer takes its time, and may fail", arguments: 1...3,
        [
            nil, .technical,
        ] as [FailureReason?])
    func slow(_ requested: Int64, _ failure: FailureReason?) throws {
        let terms = Terms {
            $0.capture = .automatic(after: .days(2))
            $0.captureTakes = .days(1)
            $0.voidTakes = .days(1)
            $0.refundTakes = .days(3)
            $0.refundCancelableFor = .days(1)
            $0.remainder = .releases
            $0.captureWindow = .days(3)
            $0.holdGuaranteed = .days(2)
        }
        let script = IssuerScript {
            $0.failsCapture = failure
            $0.failsRefund = failure
        }
        let visited = try explore(Story(authorized: .nok(requested), terms, script: script), Self.depth) { story in
            story.payment.state.pending.flatMap { [.callBack($0.id), .resolve($0.id, .failed(.technical))] } + [
                .capture(.nok(1)), .capture(.nok(1), final: true), .void(.part(.nok(1))), .void(.all), .refund(nil),
                .reverse(),
                .reauthorize(nil),
            ]
        }
        #expect(visited > 300)
    }

    /// Tries every command after `story`, or lets its next deadline come; after each that was accepted, all again.
    /// Returns how many were accepted.
    private func explore(_ story: Story, _ depth: Int, _ commands: (Story) -> [Command]) throws -> Int {
        guard depth > 0 else { return 0 }
        var steps = commands(story).map { (command: $0, at: story.now) }
        if let next = story.payment.deadlines.min() { steps.append((next.command, max(story.now, next.due))) }
        var accepted = 0
        for step in steps {
            let next = story.branch()
            next.now = step.at
            guard try next.trying(step.command) == nil else { continue }
            try checkDeadlines(of: next)
            accepted += 1 + (try explore(next, depth - 1, commands))
        }
        return accepted
    }
}
