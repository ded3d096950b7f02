import Crypto
import DialectKit
import Engine
import PaymentCore
import SQLiteStore

/// The store alone, and the same statements without it. Batches are decided and recorded once; then the store and the raw
/// loop write them, each into a copy of the same data, in turn.
struct StoreLayer {
    /// Captures per second of both, and what one commit of one capture takes.
    struct Round {
        var store256 = 0.0
        var raw256 = 0.0
        var raw64 = 0.0
        /// Unit: milliseconds, median.
        var rawSingleCommit = 0.0
    }

    private struct Recorded {
        var batches: [(keys: WorkingSet.Keys, commit: CommitBatch)] = []
        var calls: [StatementTrace.Call] = []
        var captures = 0
    }

    static func run(
        _ template: Template, on filled: DataFolder, payments: [PaymentID], identifiers: IdentifierSource, rounds: Int,
        batches: Int
    ) throws -> [Round] {
        let (forStore, forRaw) = (try filled.copy(), try filled.copy())
        let recorder = try Recorder(template, on: try filled.copy(), payments, identifiers)
        var recorded: [(full: Recorded, quarter: Recorded, single: Recorded)] = []
        for _ in 0...rounds {
            recorded.append(
                (
                    try recorder.record(batches, of: 256), try recorder.record(batches * 2, of: 64),
                    try recorder.record(batches * 4, of: 1)
                ))
        }
        let settings = try recorder.end()
        let store = try SQLiteStore(directory: forStore.path)
        let raw = try RawSQLite(path: SQLiteStore.path(in: forRaw.path), settings: settings)
        guard try raw.setting("journal_mode") == "wal", try raw.setting("synchronous") == "2" else {
            throw Trouble("the store's settings are not durable: \(settings)")
        }
        var results: [Round] = []
        for round in recorded {
            var result = Round()
            result.store256 = try rate(round.full) { try write($0, to: store) }
            for more in [round.quarter, round.single] { try write(more, to: store) }
            result.raw256 = try rate(round.full, raw)
            result.raw64 = try rate(round.quarter, raw)
            result.rawSingleCommit = try singleCommit(round.single, raw)
            results.append(result)
        }
        try store.close()
        try forStore.mustPassAudit()
        // The first one warms up.
        return Array(results.dropFirst())
    }

    private static func write(_ recorded: Recorded, to store: SQLiteStore) throws {
        for (keys, commit) in recorded.batches { try store.execute(keys) { _ in commit } }
    }

    private static func rate(_ recorded: Recorded, _ body: (Recorded) throws -> Void) throws -> Double {
        let begin = nanoseconds()
        try body(recorded)
        return Double(recorded.captures) / seconds(since: begin)
    }

    private static func rate(_ recorded: Recorded, _ raw: RawSQLite) throws -> Double {
        let program = try raw.program(recorded.calls)
        return try rate(recorded) { _ in try raw.run(program) }
    }

    private static func singleCommit(_ recorded: Recorded, _ raw: RawSQLite) throws -> Double {
        let commits = try recorded.calls.split { $0.sql.hasPrefix("BEGIN") }.map { try raw.program(Array($0)) }
        let begin = try raw.program([StatementTrace.Call(sql: "BEGIN IMMEDIATE", values: [])])
        var times: [Double] = []
        for commit in commits {
            let start = nanoseconds()
            try raw.run(begin)
            try raw.run(commit)
            times.append(seconds(since: start) * 1_000)
        }
        return times.median
    }

    /// Decides captures on a store that is listened to.
    private final class Recorder {
        private let template: Template
        private let folder: DataFolder
        private let payments: [PaymentID]
        private let identifiers: IdentifierSource
        private let store: SQLiteStore
        private let writer = BatchWriter(outbox: NobodyListens())
        private let digests = DigestKey(SymmetricKey(size: .bits256))
        private let opening: [StatementTrace.Call]
        private var number = 0

        init(_ template: Template, on folder: DataFolder, _ payments: [PaymentID], _ identifiers: IdentifierSource)
            throws
        {
            self.template = template
            self.folder = folder
            self.payments = payments
            self.identifiers = identifiers
            StatementTrace.arm()
            store = try SQLiteStore(directory: folder.path)
            opening = StatementTrace.take()
        }

        func record(_ count: Int, of size: Int) throws -> Recorded {
            var recorded = Recorded()
            for _ in 0..<count {
                let works = (0..<size).map { _ in
                    number += 1
                    return template.capture(
                        payments[number % payments.count], identifiers.next(), number: number, digests: digests)
                }
                let recording = RecordingStore(store)
                guard case .written(let replies, _) = try writer.write(works, to: recording, at: identifiers.now()),
                    replies.allSatisfy(\.isAccepted)
                else { throw Trouble("a capture was refused") }
                recorded.batches += recording.batches
                recorded.captures += size
            }
            // Checkpoints are the raw loop's own affair.
            recorded.calls = StatementTrace.take().filter { !$0.sql.hasPrefix("PRAGMA") }
            return recorded
        }

        /// The settings that the store made on its connection.
        func end() throws -> [String] {
            StatementTrace.disarm()
            try store.close()
            return opening.map(\.sql).filter { $0.hasPrefix("PRAGMA") && $0.contains("=") }
        }
    }
}

/// Keeps what goes through it.
private final class RecordingStore: Store {
    private let inner: SQLiteStore
    private(set) var batches: [(keys: WorkingSet.Keys, commit: CommitBatch)] = []

    init(_ inner: SQLiteStore) { self.inner = inner }

    func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError) {
        try inner.execute(keys) { set in
            let commit = decide(set)
            batches.append((keys, commit))
            return commit
        }
    }

    func holds(batch number: Int64) throws(StoreError) -> Bool { try inner.holds(batch: number) }
    func close() throws(StoreError) { try inner.close() }
}

extension WorkReply {
    var isAccepted: Bool {
        if case .reply(.decided(.accepted, replayed: false)) = self { true } else { false }
    }
}
