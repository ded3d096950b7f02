package import Engine
import Glibc

/// Everything that a data directory holds, to be moved to another store. While this lives no server starts there, and all
/// that is read is of one moment.
package final class SQLiteExport {
    private let lock: DataDirectoryLock
    private let connection: Connection
    private let path: String
    /// The last batch: whatever is written later has another.
    package let seal: BatchSeal

    /// Lines handed over together, and what they weigh at most (unit: bytes).
    private static let stretch = 1_000
    private static let weight = 4 << 20

    package init(directory: String) throws(StoreError) {
        path = SQLiteStore.path(in: directory)
        guard access(path, F_OK) == 0 else { throw .corrupt(hint: "there is no database \(path)") }
        lock = try DataDirectoryLock(
            directory: directory, whenTaken: "a server runs on \(directory): stop it, and run this again")
        do {
            let connection = try Connection(path: path, access: .readOnly)
            try Migrations.mustHaveRun(on: connection)
            try connection.execute("BEGIN; \(SQL.firstEvents); \(SQL.waitingClaims)")
            seal = try Self.lastSeal(over: connection)
            self.connection = connection
        } catch let fault as SQLiteFault {
            throw fault.corrupt
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("only faults of SQLite and our own arise here: \(error)")
        }
    }

    private static func lastSeal(over connection: borrowing Connection) throws(SQLiteFault) -> BatchSeal {
        let row = try connection.prepare(SQL.lastBatch)
        return try row.step() ? BatchSeal(number: row.integer(0), digest: row.blob(1)) : .first
    }

    /// Whether nothing was written since: a command may have worked beside this.
    package func isStillAll() throws(StoreError) -> Bool {
        do {
            return try Self.lastSeal(over: Connection(path: path, access: .readOnly)) == seal
        } catch {
            throw error.corrupt
        }
    }

    package func count(of portion: Portion) throws(StoreError) -> Int {
        do { return Int(try connection.integer(SQL.count(of: portion))) } catch { throw error.corrupt }
    }

    /// Hands over the lines of a portion after the first `count`, a stretch at a time.
    package func lines(
        of portion: Portion, after count: Int, _ body: ([[Portion.Value]]) throws(StoreError) -> Void
    ) throws(StoreError) {
        let facts = portion.facts
        do {
            let row = try connection.prepare(SQL.export(portion))
            row.bind(1, Int64(count))
            var lines: [[Portion.Value]] = []
            var weight = 0
            while try row.step() {
                let line = facts.enumerated().map { row.value($1.nature, at: Int32($0)) }
                weight += line.reduce(0) { $0 + $1.weight }
                lines.append(line)
                if lines.count == Self.stretch || weight > Self.weight {
                    try body(lines)
                    (lines, weight) = ([], 0)
                }
            }
            if !lines.isEmpty { try body(lines) }
        } catch let fault as SQLiteFault {
            throw fault.corrupt
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("only faults of SQLite and our own arise here: \(error)")
        }
    }
}

extension Statement {
    fileprivate func value(_ nature: Portion.Fact.Nature, at column: Int32) -> Portion.Value {
        if isNull(column) { return .nothing }
        return switch nature {
        case .integer: .integer(integer(column))
        case .text: .text(text(column))
        case .bytes: .bytes(blob(column))
        }
    }
}
