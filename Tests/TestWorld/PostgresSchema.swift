import CLibPQ
import Foundation
package import PostgresStore
import Synchronization
import Testing

/// A schema of its own in the PostgreSQL that the tests were given (scripts/with-postgres). One that a test has let go of
/// is emptied and lent again: making one takes longer than most tests.
package final class PostgresSchema: Sendable {
    package let name: String
    package let address: DatabaseAddress
    private let server: String
    private let isLent: Bool

    private static let free = Mutex<[String]>([])

    /// Cancels the test where there is no PostgreSQL. A test that will spoil more than rows takes a fresh one.
    package init(fresh: Bool = false) throws {
        guard let server = ProcessInfo.processInfo.environment["HOLDFAST_TEST_POSTGRES"] else {
            try Test.cancel("there is no PostgreSQL to test: scripts/with-postgres gives one")
        }
        self.server = server
        isLent = !fresh
        let known = fresh ? nil : Self.free.withLock { $0.popLast() }
        name = known ?? "test_" + UUID().uuidString.replacing("-", with: "").lowercased()
        let separator = server.contains("?") ? "&" : "?"
        guard let address = DatabaseAddress(server + separator + "options=-csearch_path%3D\(name)") else {
            throw RawPostgresTrouble(description: "HOLDFAST_TEST_POSTGRES is not an address: \(server)")
        }
        self.address = address
        if known == nil { try RawPostgres(server).execute("CREATE SCHEMA \(name)") }
    }

    deinit {
        guard let raw = try? RawPostgres(server) else { return }
        guard isLent else {
            try? raw.execute("DROP SCHEMA \(name) CASCADE")
            return
        }
        let empty = """
            DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT relname FROM pg_class WHERE relnamespace = '\(name)'::regnamespace AND relkind = 'r'
                            AND relname <> 'holdfast_schema' LOOP
                    EXECUTE format('DELETE FROM \(name).%I', name);
                END LOOP;
            END $$
            """
        if (try? raw.execute(empty)) != nil { Self.free.withLock { $0.append(name) } }
    }

    /// A way past every rule of the store, to look and to break.
    package func raw() throws -> RawPostgres {
        let raw = try RawPostgres(server)
        try raw.execute("SET search_path = \(name)")
        return raw
    }
}

/// A connection without any rule.
package final class RawPostgres {
    private let handle: OpaquePointer

    init(_ address: String) throws {
        guard let handle = PQconnectdb(address) else { throw RawPostgresTrouble(description: "no memory") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(handle))
            PQfinish(handle)
            throw RawPostgresTrouble(description: message)
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    package func execute(_ sql: String) throws { _ = try rows(sql) }

    /// Every row as texts; empty for NULL.
    @discardableResult
    package func rows(_ sql: String) throws -> [[String]] {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw RawPostgresTrouble(description: String(cString: PQresultErrorMessage(result)))
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { String(cString: PQgetvalue(result, row, $0)) }
        }
    }
}

package struct RawPostgresTrouble: Error, CustomStringConvertible {
    package let description: String
}
