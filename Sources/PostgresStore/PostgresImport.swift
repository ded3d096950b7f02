package import Engine
import PaymentCore

/// A database that the data of another store is moved into. Until it is opened no server and no command works on it; whoever
/// moves the same data again goes on where the last one broke off.
package final class PostgresImport {
    private let connection: Connection

    /// What is found there at first.
    package enum Beginning: Sendable {
        case empty
        /// What was begun before, from a source that has not changed since.
        case begun
        /// What was begun before, from a source that is another by now: nothing of it is left.
        case begunOtherwise
        /// All of it is here already, and open.
        case isThere
    }

    /// Takes the database for itself. An empty one gets its tables; a foreign or newer one stays as it is.
    package init(_ address: DatabaseAddress) throws(StoreError) {
        do throws(PostgresFault) {
            connection = try Connection(
                address, access: .readWrite,
                settings: ["SET synchronous_commit = on", "SET statement_timeout = 0", "SET lock_timeout = '8s'"])
        } catch {
            throw error.notCommitted
        }
        _ = try Migrations.version(of: connection, isMoving: true)
        guard try first("SELECT pg_try_advisory_lock(\(Self.lock), hashtext(current_schema()))")?.bool(0) == true else {
            throw .corrupt(hint: "somebody else is moving data into this database: wait for that to end")
        }
        try Migrations.run(on: connection, isMoving: true)
    }

    /// "MOVE" as a number.
    private static let lock = 0x4D4F_5645

    /// `seal` is the source's last batch: it says what the source holds.
    package func begin(_ seal: BatchSeal) throws(StoreError) -> Beginning {
        let own = Parameters(.integer(seal.number), .blob(seal.digest))
        guard try first("SELECT to_regclass('moving') IS NOT NULL")?.bool(0) == true else {
            if try isThere(seal) { return .isThere }
            guard try first("SELECT EXISTS (SELECT 1 FROM batches)")?.bool(0) == false else {
                throw .corrupt(
                    hint: """
                        this database holds other data already: name an empty one with --to, such as `createdb` makes, \
                        and leave this one to whoever uses it
                        """)
            }
            try run([Call(SQL.begin), Call(SQL.beginMove), Call(SQL.noteSource, own), Call(SQL.commit)])
            return .empty
        }
        let source = try first("SELECT lines, digest FROM moving WHERE portion = ''")
        if source?.integer(0) == seal.number, source?.blob(1) == seal.digest { return .begun }
        try execute("BEGIN; \(SQL.emptyAll)")
        try run([Call("DELETE FROM moving"), Call(SQL.noteSource, own), Call(SQL.commit)])
        return .begunOtherwise
    }

    private func isThere(_ seal: BatchSeal) throws(StoreError) -> Bool {
        try first(
            "SELECT 1 FROM batches WHERE writer = $1::bytea AND number = $2::int8 AND digest = $3::bytea",
            Parameters(.blob(WriterID.only.bytes), .integer(seal.number), .blob(seal.digest))) != nil
    }

    /// How many lines of a portion are here.
    package func count(of portion: Portion) throws(StoreError) -> Int {
        let row = try first(
            "SELECT lines FROM moving WHERE portion = $1::text", Parameters(.text(portion.name)))
        return Int(row?.integer(0) ?? 0)
    }

    /// Writes lines behind those that are here: all of them, or none.
    package func add(_ lines: [[Portion.Value]], to portion: Portion) throws(StoreError) {
        var columns = Parameters()
        for (index, fact) in portion.facts.enumerated() {
            switch fact.nature {
            case .integer: columns.add(.integers(lines.map { $0[index].integer }))
            case .text: columns.add(.texts(lines.map { $0[index].text }))
            case .bytes: columns.add(.blobs(lines.map { $0[index].bytes }))
            }
        }
        try run([
            Call(SQL.begin), Call(SQL.fill(portion), columns),
            Call(SQL.noteLines, Parameters(.text(portion.name), .integer(Int64(lines.count)))), Call(SQL.commit),
        ])
    }

    /// Nothing came here but what was added.
    package func check() throws(StoreError) {
        for portion in Portion.all {
            let (added, found) = (try count(of: portion), try first(SQL.count(of: portion))?.integer(0) ?? 0)
            guard found == added else {
                throw .corrupt(
                    hint: """
                        \(portion.name): \(added) were written and \(found) are there, so somebody else works on this \
                        database: drop it, and begin anew with an empty one
                        """)
            }
        }
        try execute("ANALYZE")
    }

    /// From now on servers work on it.
    package func open() throws(StoreError) { try execute("DROP TABLE moving") }

    private func first(_ sql: String, _ parameters: Parameters = Parameters()) throws(StoreError) -> Row? {
        do { return try connection.ask(sql, parameters).first } catch { throw error.notCommitted }
    }

    private func run(_ calls: [Call]) throws(StoreError) {
        do {
            _ = try connection.exchange(calls)
        } catch {
            let refused = error
            do { _ = try connection.ask(SQL.rollback) } catch {}
            throw refused.notCommitted
        }
    }

    private func execute(_ sql: String) throws(StoreError) {
        do { try connection.execute(sql) } catch { throw error.notCommitted }
    }
}

extension SQL {
    /// How many lines of each portion were written. The line without a name says what the source held.
    fileprivate static let beginMove = """
        CREATE TABLE moving (portion text NOT NULL PRIMARY KEY, lines int8 NOT NULL, digest bytea)
        """
    fileprivate static let noteSource = "INSERT INTO moving VALUES ('', $1::int8, $2::bytea)"
    fileprivate static let noteLines = """
        INSERT INTO moving AS f VALUES ($1::text, $2::int8, NULL)
        ON CONFLICT (portion) DO UPDATE SET lines = f.lines + excluded.lines
        """
    fileprivate static let emptyAll = """
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
                        AND relkind IN ('r', 'p') AND relname NOT IN ('holdfast_schema', 'moving') LOOP
                EXECUTE format('TRUNCATE %I CASCADE', name);
            END LOOP;
        END $$
        """

    fileprivate static func count(of portion: Portion) -> String { "SELECT count(*) FROM \(portion.table)" }

    fileprivate static func fill(_ portion: Portion) -> String {
        let names = portion.facts.map(\.name).joined(separator: ", ")
        let columns = portion.facts.enumerated().map { "$\($0 + 1)::\($1.type)[]" }.joined(separator: ", ")
        // The one truth value that there is.
        let values = portion.facts.map { $0.name == "frozen" ? "frozen <> 0" : $0.name }.joined(separator: ", ")
        return "INSERT INTO \(portion.table) (\(names)) SELECT \(values) FROM unnest(\(columns)) n (\(names))"
    }
}

extension Portion {
    fileprivate var table: String {
        let name = kind == .erasedEvents ? "erased_events" : kind.rawValue
        return isKept ? "snapshot_" + name : name
    }
}

extension Portion.Fact {
    fileprivate var type: String {
        switch nature {
        case .integer: "int8"
        case .text: "text"
        case .bytes: "bytea"
        }
    }
}
