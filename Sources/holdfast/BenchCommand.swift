import ArgumentParser
import Bench

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure captures over HTTP beside a no-op request; use a release build.")

    @Option(help: "Rounds that count; one more warms up.")
    var rounds = 5

    @Option(help: "Seconds of each run; a round has six.")
    var seconds = 2.0

    func run() throws {
        try Benchmark.run(rounds: rounds, seconds: seconds) { say($0) }
    }
}
