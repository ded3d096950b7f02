import Foundation

/// What a server has yet to tell its webhook endpoint.
enum Leftovers {
    private static let patience = 120.0

    /// Waits until nothing waits to be sent.
    static func settle(on port: UInt16) throws {
        let connection = try SingleConnection(port: port)
        let begin = nanoseconds()
        while try lag(connection) > 0 {
            guard seconds(since: begin) < patience else { throw Trouble("webhooks wait, and do not go out") }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    /// Seconds for which the oldest has waited.
    private static func lag(_ connection: SingleConnection) throws -> Double {
        let figures = try connection.ask("GET", "/metrics", "")
        let line = figures.split(separator: "\n").last { $0.hasPrefix("holdfast_outbox_lag_seconds ") }
        guard let number = line?.split(separator: " ").last.flatMap({ Double($0) }) else {
            throw Trouble("/metrics does not tell how long webhooks wait")
        }
        return number
    }
}
