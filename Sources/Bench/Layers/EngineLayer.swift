import Crypto
import DialectKit
import Engine
import Logging
import PaymentCore
import SQLiteStore

/// The engine in this process: inbox, writer, store and readers, without HTTP and dialect.
struct EngineLayer {
    /// Captures per second with `submitters` at work, each with its next when it has the answer to its last.
    static func run(
        _ template: Template, on folder: DataFolder, payments: [PaymentID], identifiers: IdentifierSource, rounds: Int,
        seconds: Double, submitters: Int
    ) async throws -> [Double] {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let store = try SQLiteStore(directory: folder.path)
        let engine = try Engine(
            store: store, reader: try SQLiteReader(directory: folder.path, committed: store.committed),
            digests: DigestKey(SymmetricKey(size: .bits256)), outbox: NobodyListens(), logger: logger)
        let running = Task { try await engine.run() }
        var rates: [Double] = []
        for round in 0...rounds {
            let begin = nanoseconds()
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for submitter in 0..<submitters {
                    let first = (round * submitters + submitter) * 1_000_000
                    group.addTask {
                        try await submit(
                            template, payments, identifiers, to: engine, first: first, from: begin, for: seconds)
                    }
                }
                return try await group.reduce(0, +)
            }
            // The first one warms up.
            if round > 0 { rates.append(Double(count) / Bench.seconds(since: begin)) }
        }
        running.cancel()
        _ = try? await running.value
        try folder.mustPassAudit()
        return rates
    }

    private static func submit(
        _ template: Template, _ payments: [PaymentID], _ identifiers: IdentifierSource, to engine: Engine, first: Int,
        from begin: UInt64, for length: Double
    ) async throws -> Int {
        var count = 0
        while seconds(since: begin) < length {
            let number = first + count
            let submission = template.submission(
                payments[(first / 1_000_000 * 37 + count) % payments.count], identifiers.next(), number: number)
            guard case .decided(.accepted, replayed: false) = await engine.submit(submission) else {
                throw Trouble("a capture was refused")
            }
            count += 1
        }
        return count
    }
}

/// Deciding alone: no key, no hash, no storage.
enum DecideLayer {
    /// Captures decided in a second, each on what the one before left.
    static func run(_ template: Template, seconds length: Double, identifiers: IdentifierSource) throws -> Double {
        let id: PaymentID = identifiers.next()
        guard case .submission(let creation, _, _) = template.creation(id), case .decide(let create) = creation.intent,
            case .accepted(let born) = decide(create, id: id, on: nil, at: identifiers.now())
        else { throw Trouble("the template is refused") }
        var payment = born.payment
        let begin = nanoseconds()
        var count = 0
        while count % 1_024 != 0 || seconds(since: begin) < length {
            let request = Command.CaptureRequest(amount: template.oneUnit)
            let operation = OperationID(high: 1, low: UInt64(count))
            guard
                case .accepted(let acceptance) = decide(
                    .capture(operation, request, template.details), id: id, on: payment, at: payment.state.lastEventAt)
            else { throw Trouble("a capture is refused") }
            try acceptance.check(from: payment)
            payment = acceptance.payment
            count += 1
        }
        return Double(count) / seconds(since: begin)
    }
}
