package import Engine
import Foundation
import SQLiteStore

package enum StoreKind: CaseIterable, Sendable {
    /// The reference model.
    case memory
    case sqlite

    package static var all: [StoreKind] { allCases }
}

/// What outlives a store: the reference model's tables, or a directory. Opened as often as a test restarts.
package final class Database: Sendable {
    package let kind: StoreKind
    /// The reference model, when that is the kind.
    package let memory = MemoryStore()
    /// Where the files lie, when there are files.
    package let directory: String
    package let faults = StoreFaults()
    package let outbox: any Outbox

    init(_ kind: StoreKind, directory: String, outbox: any Outbox) {
        self.kind = kind
        self.directory = directory
        self.outbox = outbox
    }

    package func open() throws(StoreError) -> any Store {
        switch kind {
        case .memory: FaultyStore(memory, faults: faults)
        case .sqlite: FaultyStore(try SQLiteStore(directory: directory), faults: faults)
        }
    }

    /// The store must have been opened once.
    package func reader() throws(StoreError) -> any PaymentReader {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 2)
        }
    }

    package func deliveryReader() throws(StoreError) -> any DeliveryReader {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        }
    }

    package func deliveryHistory() throws(StoreError) -> any DeliveryHistory {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        }
    }

    package func snapshotReader() throws(StoreError) -> any SnapshotReader {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteReader(directory: directory, lanes: 1)
        }
    }

    package func auditSource() throws(StoreError) -> any AuditSource {
        switch kind {
        case .memory: memory
        case .sqlite: try SQLiteAudit(directory: directory)
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
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let database = Database(kind, directory: directory, outbox: outbox)
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
