import ArgumentParser
import Glibc
import Simulation

/// Runs simulated histories for as long as one likes. For the project's own testing: not part of the product.
@main
struct Simulate: ParsableCommand {
    @Option(help: "How many seeds, from --first on.")
    var seeds: UInt64 = 1_000

    @Option(help: "The first seed.")
    var first: UInt64 = 1

    @Option(help: "One seed only, to see a failure again.")
    var seed: UInt64?

    @Option(help: "Steps of trouble in each history.")
    var steps = 220

    @Flag(help: "With --seed: tell the history as it happens.")
    var tell = false

    @Flag(help: "End at the first violation, without looking for its shortest history.")
    var firstOnly = false

    @Option(help: "What is simulated: server or batches.")
    var world: Simulation.World = .server

    func run() throws {
        Self.hashPredictably()
        var simulation = Simulation(world, steps: steps, shortens: !firstOnly)
        if tell, let seed { simulation.tell(seed) { say("  \($0)") } }
        let last = seed ?? first + seeds - 1
        var toldAt = ContinuousClock.now
        for number in (seed ?? first)...last {
            if let violation = simulation.run(number) { say("violation: \(violation)") }
            if firstOnly, simulation.tally.violations > 0 { break }
            if ContinuousClock.now - toldAt > .seconds(5) {
                say("… seed \(number) of \(last): \(simulation.tally.line)")
                toldAt = .now
            }
        }
        for (trouble, count) in simulation.tally.troubles.sorted(by: { $0.key < $1.key }) {
            say("  \(trouble): \(count)")
        }
        say(simulation.tally.line)
        if simulation.tally.violations > 0 { throw ExitCode(1) }
    }

    private func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// Sets and dictionaries keep one order from run to run: begins anew with the variable that says so.
    private static func hashPredictably() {
        guard getenv("SWIFT_DETERMINISTIC_HASHING") == nil else { return }
        setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
}

extension Simulation.World: ExpressibleByArgument {}
