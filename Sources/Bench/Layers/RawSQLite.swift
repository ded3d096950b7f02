import CSQLite
import Foundation
import SQLiteStore
import Synchronization

/// SQLite from a tight loop, without the store: the same statements, parameters and settings, one after another. What the
/// storage could do at most.
final class RawSQLite {
    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]
    private let checkpoints: CheckpointLoop

    /// Bound values lie here, so that nothing is copied as they are bound.
    struct Program {
        fileprivate var steps: [(statement: OpaquePointer, values: [(index: Int32, value: Bound)])] = []
        fileprivate var bytes: [UInt8] = []
    }

    fileprivate enum Bound {
        case null
        case integer(Int64)
        case text(Range<Int>)
        case blob(Range<Int>)
    }

    /// `settings` are the pragmas that the store sets.
    init(path: String, settings: [String]) throws {
        checkpoints = CheckpointLoop(path: path)
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
            throw Trouble("cannot open \(path)")
        }
        for setting in settings { try mustSucceed(sqlite3_exec(handle, setting, nil, nil, nil), setting) }
    }

    deinit {
        checkpoints.stop()
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Prepares what was heard.
    func program(_ calls: [StatementTrace.Call]) throws -> Program {
        var program = Program()
        for call in calls {
            let values = call.values.enumerated().map { index, value in
                (Int32(index + 1), bound(value, in: &program.bytes))
            }
            program.steps.append((try statement(call.sql), values))
        }
        return program
    }

    private func bound(_ value: SQLiteValue, in bytes: inout [UInt8]) -> Bound {
        switch value {
        case .null: return .null
        case .integer(let number): return .integer(number)
        case .text(let text):
            bytes += text
            return .text((bytes.count - text.count)..<bytes.count)
        case .blob(let blob):
            bytes += blob
            return .blob((bytes.count - blob.count)..<bytes.count)
        }
    }

    private func statement(_ sql: String) throws -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        try mustSucceed(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil), sql)
        guard let statement else { throw Trouble("no statement: \(sql)") }
        statements[sql] = statement
        return statement
    }

    func run(_ program: Program) throws {
        try program.bytes.withUnsafeBytes { bytes in
            for step in program.steps {
                for (index, value) in step.values { bind(step.statement, index, value, bytes) }
                var code = sqlite3_step(step.statement)
                while code == SQLITE_ROW { code = sqlite3_step(step.statement) }
                guard code == SQLITE_DONE else { throw Trouble(String(cString: sqlite3_errmsg(handle))) }
                sqlite3_reset(step.statement)
            }
        }
    }

    private func bind(
        _ statement: OpaquePointer, _ index: Int32, _ value: Bound, _ bytes: UnsafeRawBufferPointer
    ) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .text(let range):
            let start = (bytes.baseAddress! + range.lowerBound).assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text(statement, index, start, Int32(range.count), nil)
        case .blob(let range) where range.isEmpty: sqlite3_bind_zeroblob(statement, index, 0)
        case .blob(let range):
            sqlite3_bind_blob(statement, index, bytes.baseAddress! + range.lowerBound, Int32(range.count), nil)
        }
    }

    /// How a setting stands on this connection.
    func setting(_ name: String) throws -> String {
        let statement = try statement("PRAGMA \(name)")
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0) else { return "" }
        return String(cString: text)
    }

    private func mustSucceed(_ code: Int32, _ what: String) throws {
        guard code == SQLITE_OK else { throw Trouble("\(what): \(String(cString: sqlite3_errmsg(handle)))") }
    }
}

/// Checkpoints beside the loop, as the store has them.
private final class CheckpointLoop: Sendable {
    private let isStopped = Atomic(false)
    private let hasEnded = Atomic(false)

    init(path: String) {
        Thread.detachNewThread { [self] in
            var handle: OpaquePointer?
            sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
            sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
            while !isStopped.load(ordering: .acquiring) {
                usleep(SQLiteStore.checkpointPauseMicroseconds)
                sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
            }
            sqlite3_close_v2(handle)
            hasEnded.store(true, ordering: .releasing)
        }
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        while !hasEnded.load(ordering: .acquiring) { usleep(1_000) }
    }
}
