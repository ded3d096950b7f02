import Foundation
import Simulation
import Testing

/// A fixed budget; `make simulate` runs as many as one likes.
@Suite("Simulation", .serialized, .timeLimit(.minutes(10)))
struct SimulationTests {
    @Test(
        "no interleaving, retry, crash or clock jump loses or doubles money, and nothing is left hanging",
        arguments: stride(from: UInt64(1), through: 1_000, by: 100).map { $0 })
    func batches(_ first: UInt64) {
        expectNone(Simulation(.batches, steps: 250), first..<first + 100)
    }

    @Test(
        "the whole server keeps its word over a disk, a network and clocks that fail",
        arguments: stride(from: UInt64(1), through: 24, by: 8).map { $0 })
    func server(_ first: UInt64) {
        expectNone(Simulation(.server, steps: 220), first..<first + 8)
    }

    @Test(
        "histories that once broke its word: a log read before it was durable, a journey that never ended, a look put off",
        arguments: [230, 511, 855, 1_470, 1_756, 2_019, 2_369, 2_673, 2_721] as [UInt64])
    func once(_ seed: UInt64) { expectNone(Simulation(.server, steps: 220), seed..<seed + 1) }

    @Test("one seed is one history, each time")
    func replays() {
        let simulation = Simulation(.server, steps: 120)
        for seed in UInt64(1)...5 { #expect(simulation.trace(seed) == simulation.trace(seed), "seed \(seed)") }
    }

    private func expectNone(_ simulation: Simulation, _ seeds: Range<UInt64>) {
        var simulation = simulation
        for seed in seeds {
            let violation = simulation.run(seed)
            #expect(violation == nil, "\(violation.map { "\($0)" } ?? "")")
        }
        #expect(simulation.tally.commands > 0)
    }
}
