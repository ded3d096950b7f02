import Foundation
import TestWorld
import Testing

@Suite("Simulation", .timeLimit(.minutes(10)))
struct SimulationTests {
    /// How many histories are tried; `HOLDFAST_SEEDS` asks for more.
    private static let seeds = UInt64(ProcessInfo.processInfo.environment["HOLDFAST_SEEDS"] ?? "") ?? 2_000

    @Test(
        "no interleaving, retry, crash or clock jump loses or doubles money, and nothing is left hanging",
        arguments: stride(from: 1, through: seeds, by: 100).map { $0 })
    func conservation(_ first: UInt64) throws {
        var commands = 0
        for seed in Self.panel(first) {
            var world = World(seed: seed)
            let wrong = try world.run(steps: 250)
            commands += world.commands
            #expect(
                wrong == nil,
                "\(wrong ?? "") at \(seed): HOLDFAST_SEED=\(seed.number) swift test --filter SimulationTests")
        }
        #expect(commands > 0)
    }

    private static func panel(_ first: UInt64) -> [Seed] {
        if ProcessInfo.processInfo.environment["HOLDFAST_SEED"] != nil { return first == 1 ? Seed.panel(1) : [] }
        return (first..<first + 100).map { Seed($0) }
    }
}
