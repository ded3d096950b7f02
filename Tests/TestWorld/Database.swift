package import Engine
import Foundation
package import PostgresStore
import SQLiteStore
import Synchronization

package enum StoreKind: CaseIterable, Sendable {
    /// The reference model.
    case memory
    case sqlite
    case postgres

    package static var all: [StoreKind] { allCases }
}

/// What outlives a store: the reference model's tables, a directory, or a schema. Opened as often as a test restarts.
package final class Database: Sendable {
    package let kind: StoreKind
    /// The reference model, when that is the kind.
    package let memory = MemoryStore()
    /// Where the files lie, when there are files.
    package let directory: String
    private let schema: PostgresSchema?
    /// One for all who read PostgreSQL in a test: a connection costs more than a question.
    private let shared = Mutex<PostgresReader?>(nil)
    package let faults = StoreFaults()
    package let outbox: any Outbox

    /// Cancels the test where its kind of database cannot be had.
    init(_ kind: StoreKind, directory: String, outbox: any Outbox) throws {
        self.kind = kind
        self.directory = directory
        self.outbox = outbox
        schema = kind == .postgres ? try PostgresSchema() : nil
    }

    /// Where PostgreSQL is, when that is the kind.
    package var address: DatabaseAddress {
        guard let schema else { preconditionFailure("this database is not PostgreSQL's") }
        return schema.address
    }

    /// A way past every rule of PostgreSQL's store.
    package func raw() throws -> RawPostgres {
        guard let schema else { preconditionFailure("this database is not PostgreSQL's") }
        return try schema.raw()
    }

    package func open() throws(StoreError) -> any Store {
        switch kind {
        case .memory: FaultyStore(memory, faults: faults)
        case .sqlite: FaultyStore(try SQLiteStore(directory: directory), faults: faults)
        case .postgres: FaultyStore(try PostgresStore(address, writer: .only), faults: faults)
        }
    }

    /// The store must have been opened once.
    package func reader() throws(StoreError) -> any PaymentReader {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 2)
        case .postgres: try sharedReader()
        }
    }

    private func sharedReader() throws(StoreError) -> PostgresReader {
        try shared.withLock { (known) throws(StoreError) -> PostgresReader in
            if let known { return known }
            let fresh = try PostgresReader(address, lanes: 2)
            known = fresh
            return fresh
        }
    }

    package func deliveryReader() throws(StoreError) -> any DeliveryReader {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        case .postgres: try sharedReader()
        }
    }

    package func deliveryHistory() throws(StoreError) -> any DeliveryHistory {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        case .postgres: try sharedReader()
        }
    }

    package func finder() throws(StoreError) -> any PaymentFinder {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        case .postgres: try sharedReader()
        }
    }

    package func snapshotReader() throws(StoreError) -> any SnapshotReader {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        case .postgres: try sharedReader()
        }
    }

    package func auditSource() throws(StoreError) -> any AuditSource {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteAudit(directory: directory)
        case .postgres: try PostgresAudit(address)
        }
    }

    package func audit() throws(StoreError) -> Audit.Report {
        var audit = Audit(of: try auditSource(), outbox: outbox)
        try audit.run()
        return audit.report
    }
}

/// The audit found what no test had asked for.
package struct UncleanDatabase: Error, CustomStringConvertible {
    let findings: [String]
    package var description: String { "the audit finds: \(findings.joined(separator: "; "))" }
}

/// A database for one test. Its files are removed afterwards; unless the test breaks things on purpose, the audit has
/// the last word.
@discardableResult
package func withDatabase<Value>(
    _ kind: StoreKind, outbox: any Outbox = Endpoints(), endsClean: Bool = true,
    _ body: (Database) async throws -> Value
) async throws -> Value {
    guard kind == .postgres else { return try await withAnyDatabase(kind, outbox, endsClean, body) }
    return try await postgresPlaces.take { try await withAnyDatabase(kind, outbox, endsClean, body) }
}

/// Readers block the threads that all tests share, and PostgreSQL answers in milliseconds: few at a time.
private let postgresPlaces = Places(3)

private func withAnyDatabase<Value>(
    _ kind: StoreKind, _ outbox: any Outbox, _ endsClean: Bool, _ body: (Database) async throws -> Value
) async throws -> Value {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let database = try Database(kind, directory: directory, outbox: outbox)
    let value = try await body(database)
    if endsClean {
        let report = try database.audit()
        guard report.isClean else { throw UncleanDatabase(findings: report.findings) }
    }
    return value
}

func temporaryDirectory() throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "holdfast-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    return url.path
}
