import PaymentCore
import TestWorld
import Testing

/// `Story` checks I1–I4, I7, I8 and I10 after every command.
@Suite("Random lives of payments")
struct RandomWalkTests {
    private static let commands = 300

    @Test("no life of a payment breaks a rule, and no deadline that stands is refused", arguments: Seed.panel(64))
    func walk(_ seed: Seed) throws {
        var walk = try RandomWalk(seed)
        for number in 1...Self.commands {
            do {
                try walk.step()
            } catch {
                let history = walk.story.events.map { "\($0.sequence) \($0.fact)" }.joined(separator: "\n")
                Issue.record("\(seed), command \(number): \(error)\n\(history)")
                return
            }
        }
    }

    @Test("the walks come everywhere: every kind of fact happens, and nearly every refusal is given")
    func everywhere() throws {
        var facts: Set<UInt8> = []
        var refusals: Set<RefusalName> = []
        var accepted = 0
        let seeds = (1...48).map { Seed($0) }
        for seed in seeds {
            var walk = try RandomWalk(seed)
            for _ in 1...Self.commands { try walk.step() }
            facts.formUnion(walk.facts)
            refusals.formUnion(walk.refusals)
            accepted += walk.accepted
        }
        #expect(facts == Set(2...12))
        let rare: Set<RefusalName> = [.paymentUnknown, .paymentExists, .tooManyPending, .exceedsLimit]
        let missing = Set(RefusalName.allCases).subtracting(RefusalName.ofTheEngine).subtracting(rare).subtracting(
            refusals)
        #expect(missing.isEmpty, "never given: \(missing)")
        #expect(accepted > seeds.count * Self.commands / 4)
    }
}
