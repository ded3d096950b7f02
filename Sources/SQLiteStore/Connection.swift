import CSQLite
import Engine

/// One connection to a database file. Whoever holds it is alone with it.
struct Connection: ~Copyable {
    let handle: OpaquePointer

    enum Access { case readWrite, readOnly }

    /// How long a statement waits for another connection's lock.
    static let busyTimeoutMilliseconds: Int32 = 5_000

    init(path: String, access: Access) throws(SQLiteFault) {
        var handle: OpaquePointer?
        let mode = access == .readWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(path, &handle, mode | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            let fault = SQLiteFault(code: code, message: "cannot open \(path)")
            sqlite3_close_v2(handle)
            throw fault
        }
        self.handle = handle
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Self.busyTimeoutMilliseconds)
    }

    deinit { sqlite3_close_v2(handle) }

    func execute(_ sql: String) throws(SQLiteFault) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw fault(code) }
    }

    func prepare(_ sql: String) throws(SQLiteFault) -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw fault(code) }
        return Statement(statement, of: handle)
    }

    /// The first column of the first row; 0 when there is none.
    func integer(_ sql: String) throws(SQLiteFault) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    func text(_ sql: String) throws(SQLiteFault) -> String {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : ""
    }

    /// Puts on the disk what stands in the write-ahead log. A process that died before it synchronised what it wrote, or that
    /// could not, leaves it in memory, where the next one reads it and a power cut takes it away: so whoever begins makes it
    /// durable first.
    func synchronizeLog() throws(SQLiteFault) {
        // The log is opened by whoever first reads.
        _ = try integer("SELECT count(*) FROM sqlite_schema")
        var log: UnsafeMutablePointer<sqlite3_file>?
        let found = sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
        guard found == SQLITE_OK, let log, let synchronize = log.pointee.pMethods?.pointee.xSync else {
            throw SQLiteFault(code: SQLITE_IOERR, message: "the log is not open")
        }
        let code = synchronize(log, SQLITE_SYNC_NORMAL)
        guard code == SQLITE_OK else {
            throw SQLiteFault(code: code, message: "the log cannot be synchronised: look at the disk")
        }
    }

    private func fault(_ code: Int32) -> SQLiteFault {
        SQLiteFault(code: code, message: String(cString: sqlite3_errmsg(handle)))
    }
}

/// What SQLite said no with. Never leaves this room: it becomes a `StoreError` with a hint.
struct SQLiteFault: Error {
    let code: Int32
    let message: String

    /// What an operator can do about it.
    var hint: String {
        switch code & 0xFF {
        case SQLITE_FULL: "the disk is full: free space, the server goes on by itself (\(message))"
        case SQLITE_READONLY: "the data directory is read-only: check its mount and permissions (\(message))"
        case SQLITE_BUSY, SQLITE_LOCKED: "another process holds the database: stop it (\(message))"
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            "the database file is damaged or not Holdfast's: restore a backup (\(message))"
        case SQLITE_CANTOPEN:
            "cannot open the database: check that the data directory exists and is writable (\(message))"
        case SQLITE_CONSTRAINT:
            "a constraint of the schema refused the batch: report this, it is a fault of ours (\(message))"
        default: "SQLite error \(code): \(message)"
        }
    }

    var notCommitted: StoreError { .notCommitted(hint: hint) }
    var corrupt: StoreError { .corrupt(hint: hint) }
}
