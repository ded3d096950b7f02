import CSQLite
package import Engine
import Glibc

/// Copies a database beside the server that writes to it, as it stood at one moment.
///
/// A read transaction on the source keeps that moment for as long as the copy takes: the server goes on writing to its log,
/// and nothing begins anew however much it writes.
package enum SQLiteBackup {
    /// Pages copied at a time. Unit: pages of 4 KiB.
    private static let stretch: Int32 = 1_024
    /// What the database of a directory, and its log, are called.
    package static let parts = ["holdfast.db", "holdfast.db-wal", "holdfast.db-shm"]

    /// What was copied.
    package struct Copied: Sendable {
        /// Unit: bytes.
        package let size: Int64
        /// The last batch in it: everything acknowledged before the copy began is in this one or an earlier one.
        package let lastBatch: Int64
    }

    /// Copies the database file `source` to `target`, which must not exist. It is there whole and on the disk, or not at all.
    /// `progress` is told what share is done, from 0 to 1.
    package static func copy(
        _ source: String, to target: String, progress: (Double) -> Void = { _ in }
    ) throws(StoreError) -> Copied {
        guard access(source, F_OK) == 0 else { throw .corrupt(hint: "there is no database \(source)") }
        guard access(target, F_OK) != 0 else { throw .corrupt(hint: "\(target) exists: nothing is overwritten") }
        let draft = target + ".part"
        unlink(draft)
        do {
            let from = try Connection(path: source, access: .readOnly)
            try Migrations.mustHaveRun(on: from)
            try from.execute("BEGIN")
            let lastBatch = try from.integer("SELECT max(number) FROM batches")
            let size: Int64
            do {
                try makePrivate(draft)
                let into = try Connection(path: draft, access: .readWrite)
                size = try transfer(from, into, progress)
                try from.execute("COMMIT")
                guard try into.text("PRAGMA quick_check(1)") == "ok" else {
                    throw StoreError.corrupt(
                        hint: "the copy of \(source) is damaged: check the disks, and audit the source")
                }
            }
            try finish(draft, as: target)
            return Copied(size: size, lastBatch: lastBatch)
        } catch {
            for part in ["", "-journal", "-wal", "-shm"] { unlink(draft + part) }
            switch error {
            case let error as SQLiteFault: throw error.notCommitted
            case let error as StoreError: throw error
            default: preconditionFailure("only faults of SQLite and our own arise here: \(error)")
            }
        }
    }

    private static func transfer(
        _ from: borrowing Connection, _ into: borrowing Connection, _ progress: (Double) -> Void
    ) throws -> Int64 {
        guard let backup = sqlite3_backup_init(into.handle, "main", from.handle, "main") else {
            throw SQLiteFault(
                code: sqlite3_errcode(into.handle), message: String(cString: sqlite3_errmsg(into.handle)))
        }
        var code = SQLITE_OK
        while code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED {
            code = sqlite3_backup_step(backup, stretch)
            let (all, left) = (sqlite3_backup_pagecount(backup), sqlite3_backup_remaining(backup))
            if all > 0 { progress(1 - Double(left) / Double(all)) }
            if code == SQLITE_BUSY || code == SQLITE_LOCKED { usleep(10_000) }
        }
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw SQLiteFault(code: code, message: "the copy broke off") }
        // No log beside it: the copy is one file.
        guard try into.text("PRAGMA journal_mode = DELETE") == "delete" else {
            throw StoreError.corrupt(hint: "the copy cannot be made one file: choose another place")
        }
        return try into.integer("PRAGMA page_count") * into.integer("PRAGMA page_size")
    }

    /// Payers' data is in it: for its owner's eyes alone.
    private static func makePrivate(_ path: String) throws(StoreError) {
        let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .corrupt(hint: "cannot write \(path): choose a writable place") }
        close(file)
    }

    private static func finish(_ draft: String, as target: String) throws(StoreError) {
        let file = open(draft, O_RDWR | O_CLOEXEC)
        let isSafe = file >= 0 && fsync(file) == 0
        close(file)
        guard isSafe, rename(draft, target) == 0 else {
            throw .corrupt(hint: "cannot write \(target) to the disk: look at its space")
        }
        let name = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
        let folder = open(name, O_RDONLY | O_CLOEXEC)
        fsync(folder)
        close(folder)
    }
}
