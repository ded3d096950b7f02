/// Captures over HTTP beside the same server's no-op, alternating, so that a slow minute of the machine slows both.
package enum Benchmark {
    package static func run(rounds: Int, seconds: Double, say: (String) -> Void) throws {
        let server = try ServerUnderLoad()
        say("preparing \(Workload.paymentCount) authorized payments …")
        let payments = try Workload.preparePayments(port: server.port)
        var results: [Place: [Measurement]] = [:]
        var number = 0
        for round in 0...rounds {
            say(round == 0 ? "warming up …" : "round \(round) of \(rounds) …")
            for connections in [1, 8, 64] {
                for workload in Workload.allCases {
                    let (measured, next) = try Measurement.run(
                        workload, connections: connections, seconds: round == 0 ? 0.5 : seconds, firstNumber: number,
                        payments: payments, server: server)
                    number = next
                    if round > 0 { results[Place(connections, workload), default: []].append(measured) }
                }
            }
        }
        guard server.stop() else { throw LoadConnection.Failure(description: "the server did not end well") }
        guard try server.audit() else { throw LoadConnection.Failure(description: "the audit found something") }
        for line in table(results) { say(line) }
        say("medians of \(rounds) alternating rounds of \(seconds) s; every answer checked; audit clean afterwards")
    }

    private struct Place: Hashable {
        let connections: Int
        let workload: Workload
        init(_ connections: Int, _ workload: Workload) {
            self.connections = connections
            self.workload = workload
        }
    }

    private static func table(_ results: [Place: [Measurement]]) -> [String] {
        var lines = [
            "| connections | request | per second | of no-op | p50 ms | p99 ms | server CPU µs each |",
            "|---:|---|---:|---:|---:|---:|---:|",
        ]
        for connections in [1, 8, 64] {
            let reference = results[Place(connections, .noop)]?.map(\.requestsPerSecond).median ?? 0
            for workload in Workload.allCases {
                guard let runs = results[Place(connections, workload)] else { continue }
                let rate = runs.map(\.requestsPerSecond).median
                lines.append(
                    "| \(connections) | \(workload.rawValue) | \(Int(rate)) | \(rounded(rate / reference)) "
                        + "| \(rounded(runs.map(\.p50Milliseconds).median)) "
                        + "| \(rounded(runs.map(\.p99Milliseconds).median)) "
                        + "| \(Int(runs.map(\.cpuMicrosecondsPerRequest).median)) |")
            }
        }
        return lines
    }

    /// Two decimals.
    private static func rounded(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
