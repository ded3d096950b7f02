import CSQLite
import PaymentCore
import SQLiteStore
import TestWorld

/// A connection of the test's own to a closed store's file, past every rule.
final class RawDatabase {
    private let handle: OpaquePointer

    struct Fault: Error { let message: String }

    init(path: String) throws {
        var handle: OpaquePointer?
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK, let handle
        else { throw Fault(message: "cannot open \(path)") }
        self.handle = handle
        sqlite3_busy_timeout(handle, 5_000)
    }

    convenience init(_ database: Database) throws { try self.init(path: database.file) }

    deinit { sqlite3_close_v2(handle) }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fault }
    }

    /// Every row as text; a NULL is "NULL".
    func rows(_ sql: String) throws -> [[String]] {
        var rows: [[String]] = []
        try each(sql) { statement in
            rows.append(
                (0..<sqlite3_column_count(statement)).map { column in
                    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
                })
        }
        return rows
    }

    /// The first column of every row.
    func blobs(_ sql: String) throws -> [[UInt8]] {
        var blobs: [[UInt8]] = []
        try each(sql) { statement in
            let start = sqlite3_column_blob(statement, 0)
            blobs.append(Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, 0)))))
        }
        return blobs
    }

    func text(_ sql: String) throws -> String { try rows(sql).first?.first ?? "" }

    private func each(_ sql: String, _ body: (OpaquePointer) -> Void) throws {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK, let statement = prepared else {
            throw fault
        }
        defer { sqlite3_finalize(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: body(statement)
            case SQLITE_DONE: return
            default: throw fault
            }
        }
    }

    private var fault: Fault { Fault(message: String(cString: sqlite3_errmsg(handle))) }
}

extension Database {
    /// The file that holds everything.
    var file: String { SQLiteStore.path(in: directory) }
}

/// A blob as SQL spells it.
func literal(_ bytes: [UInt8]) -> String {
    "x'" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "'"
}

func literal(_ payment: PaymentID) -> String { literal(payment.bytes) }
