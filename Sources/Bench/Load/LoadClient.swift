import Glibc
import Histogram

/// Keeps connections busy from one thread: as little client as can be, so that the figures are the server's.
final class LoadClient {
    private let sockets: [Socket]
    private var readers: [AnswerReader]
    private var waiting: [pollfd]
    private var request: [UInt8] = []
    /// When each connection's request was sent, or should have been; nil when it has none.
    private var starts: [UInt64?]
    private var tallies = [Tally](repeating: Tally(), count: Step.allCases.count)

    struct Tally {
        /// Unit: nanoseconds.
        var latencies = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        var count = 0
    }

    /// With more than one port the connections are shared out.
    init(ports: [UInt16], connections: Int) throws {
        sockets = try (0..<connections).map { try Socket(port: ports[$0 % ports.count]) }
        readers = sockets.map { _ in AnswerReader() }
        waiting = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        starts = sockets.map { _ in nil }
    }

    /// Closed loop: each connection sends its next request when it has the last answer.
    func run(_ workload: any Workload, seconds: Double) throws -> [Tally] {
        tallies = tallies.map { _ in Tally() }
        let end = nanoseconds() + UInt64(seconds * 1e9)
        for connection in sockets.indices { try send(workload, connection, at: nanoseconds()) }
        var isOver = false
        while starts.contains(where: { $0 != nil }) {
            try receive(workload, timeout: -1) { connection, now in
                isOver = isOver || now >= end
                if !isOver { try send(workload, connection, at: now) }
            }
        }
        return tallies
    }

    /// Open loop: requests come at a steady rate, whether the answers do or not, and latency counts from when a request
    /// should have been sent (so that a stall is not left out by those who wait for it).
    func run(_ workload: any Workload, seconds: Double, perSecond rate: Double) throws -> [Tally] {
        tallies = tallies.map { _ in Tally() }
        let begin = nanoseconds()
        let total = Int(seconds * rate)
        var sent = 0
        var idle = Array(sockets.indices)
        while sent < total || idle.count < sockets.count {
            let now = nanoseconds()
            while sent < total, let connection = idle.last {
                let due = begin + UInt64(Double(sent) / rate * 1e9)
                guard due <= now else { break }
                idle.removeLast()
                try send(workload, connection, at: due)
                sent += 1
            }
            try receive(workload, timeout: 0) { connection, _ in idle.append(connection) }
            usleep(Self.restMicroseconds)
        }
        return tallies
    }

    /// Between two looks of the open loop: leaves the processor to the server.
    private static let restMicroseconds: UInt32 = 50

    private func send(_ workload: any Workload, _ connection: Int, at start: UInt64) throws {
        request.removeAll(keepingCapacity: true)
        workload.write(&request, of: connection)
        starts[connection] = start
        try sockets[connection].send(request)
    }

    /// Takes every answer that has come; waits for the first at most `timeout` milliseconds.
    private func receive(
        _ workload: any Workload, timeout: Int32, then next: (Int, UInt64) throws -> Void
    ) throws {
        guard poll(&waiting, nfds_t(waiting.count), timeout) > 0 else { return }
        for connection in waiting.indices where waiting[connection].revents != 0 {
            guard try readers[connection].receive(from: sockets[connection].descriptor) else { continue }
            let now = nanoseconds()
            guard let start = starts[connection] else { throw Trouble("an answer that nobody asked for") }
            let step = try readers[connection].take { try workload.check($0, to: connection) }
            tallies[step.rawValue].latencies.record(now - start)
            tallies[step.rawValue].count += 1
            starts[connection] = nil
            try next(connection, now)
        }
    }
}
