import ArgumentParser
import Bench
import Ceiling

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure everything beside its references on this machine; use a release build.",
        subcommands: [Measure.self, PostgresCommand.self, CeilingCommand.self], defaultSubcommand: Measure.self)

    struct Measure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Measure, and print the tables.")

        @Flag(help: "Less of everything, in about a minute: to see that all is well, not to be quoted.")
        var quick = false

        @Option(help: "Folder whose PERFORMANCE.md takes the tables, and that the chart goes to.")
        var write: String?

        func run() async throws {
            try await Benchmark(quick ? .quick : Plan()) { say($0) }.run(writingTo: write)
        }
    }

    struct PostgresCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "postgres", abstract: "Measure PostgreSQL beside pgbench, and print the table.")

        @Option(help: "Address of a PostgreSQL whose database holds nothing yet: postgres://…")
        var store: String

        @Option(help: "Folder whose PERFORMANCE.md takes the table.")
        var write: String?

        func run() async throws { try PostgresBenchmark(address: store) { say($0) }.run(writingTo: write) }
    }

    /// What everything over HTTP is compared with.
    struct CeilingCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ceiling", abstract: "Answer every request with the same bytes.", shouldDisplay: false)

        func run() throws { try CeilingServer.run { say($0) } }
    }
}
