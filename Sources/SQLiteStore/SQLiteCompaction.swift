import CSQLite
package import Engine
import Glibc

/// Rewrites a database, so that nothing of what was erased or replaced is left in unused parts of the file or of its log.
package enum SQLiteCompaction {
    /// How long readers may hold up the log's end. Unit: tenths of a second.
    private static let tries = 100

    /// Beside a running server, whose writer waits meanwhile. Needs as much space again as the database takes.
    package static func run(directory: String) throws(StoreError) {
        do {
            let connection = try Connection(path: SQLiteStore.path(in: directory), access: .readWrite)
            try Migrations.mustHaveRun(on: connection)
            try connection.execute("PRAGMA secure_delete = ON; VACUUM")
            var code = SQLITE_BUSY
            for _ in 0..<Self.tries {
                code = sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
                guard code == SQLITE_BUSY || code == SQLITE_LOCKED else { break }
                usleep(100_000)
            }
            guard code == SQLITE_OK else {
                throw StoreError.notCommitted(
                    hint: "somebody reads an old moment, so the log cannot be emptied: try again without them")
            }
        } catch let fault as SQLiteFault {
            throw fault.notCommitted
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("only faults of SQLite and our own arise here: \(error)")
        }
    }
}
