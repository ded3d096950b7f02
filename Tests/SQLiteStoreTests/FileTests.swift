import Engine
import Foundation
import PaymentCore
import SQLiteStore
import TestWorld
import Testing

@Suite("The database file", .timeLimit(.minutes(5)))
struct FileTests {
    @Test("an empty directory gets the whole schema, marked as ours, with a write-ahead log")
    func fromEmpty() async throws {
        try await withDatabase(.sqlite) { database in
            try database.open().close()
            let raw = try RawDatabase(database)
            #expect(try raw.text("PRAGMA application_id") == "\(0x484F_4C44)")
            #expect(try raw.text("PRAGMA user_version") == "7")
            #expect(try raw.text("PRAGMA journal_mode") == "wal")
            #expect(
                try raw.rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name").flatMap(
                    \.self)
                    == [
                        "attempts", "batches", "claims", "deadlines", "documents", "entries", "erased_events", "events",
                        "fresh_claims", "names", "outbox", "payments", "snapshot_attempts", "snapshot_claims",
                        "snapshot_deadlines", "snapshot_documents", "snapshot_events", "snapshot_names",
                        "snapshot_outbox", "snapshot_payments", "snapshots",
                    ])
        }
    }

    @Test("a database that is up to date is opened as it is")
    func openedAgain() async throws {
        try await withDatabase(.sqlite) { database in
            try database.open().close()
            let schema = "SELECT name, sql FROM sqlite_schema ORDER BY name"
            let before = try RawDatabase(database).rows(schema)
            try database.open().close()
            #expect(try RawDatabase(database).rows(schema) == before)
        }
    }

    /// Files that are not this program's to write to.
    enum Foreign: CaseIterable {
        case anotherApplication, unmarkedTables, newerSchema, noDatabase

        func make(at path: String) throws {
            if self == .noDatabase {
                try Data("Dear diary, ".utf8 + [UInt8](repeating: 0x41, count: 9_000)).write(to: URL(filePath: path))
                return
            }
            let raw = try RawDatabase(path: path)
            try raw.execute("CREATE TABLE diary (day TEXT); INSERT INTO diary VALUES ('Monday')")
            switch self {
            case .anotherApplication: try raw.execute("PRAGMA application_id = 1")
            case .newerSchema: try raw.execute("PRAGMA application_id = \(0x484F_4C44); PRAGMA user_version = 99")
            case .unmarkedTables, .noDatabase: break
            }
        }
    }

    @Test("a foreign or newer file is refused, and not a byte of it is touched", arguments: Foreign.allCases)
    func foreign(_ foreign: Foreign) async throws {
        try await withDatabase(.sqlite, endsClean: false) { database in
            try foreign.make(at: database.file)
            let before = try Data(contentsOf: URL(filePath: database.file))
            #expect {
                try database.open()
            } throws: { error in
                if case .corrupt(let hint) = error as? StoreError { !hint.isEmpty } else { false }
            }
            #expect(throws: StoreError.self) { try database.auditSource() }
            #expect(try Data(contentsOf: URL(filePath: database.file)) == before)
            let left = try FileManager.default.contentsOfDirectory(atPath: database.directory)
            #expect(left.sorted() == ["holdfast.db", "holdfast.lock"])
        }
    }

    @Test("a second store on the same directory is refused until the first has closed")
    func oneServer() async throws {
        try await withDatabase(.sqlite) { database in
            let first = try database.open()
            #expect {
                try database.open()
            } throws: { error in
                if case .corrupt(let hint) = error as? StoreError { hint.contains("another server") } else { false }
            }
            try first.close()
            try database.open().close()
        }
    }

    @Test("a store that was dropped without closing holds no lock")
    func dropped() async throws {
        try await withDatabase(.sqlite) { database in
            do { _ = try database.open() }
            try database.open().close()
        }
    }

    @Test("a directory that is not there is refused with a hint")
    func noDirectory() {
        #expect {
            try SQLiteStore(directory: "/nonexistent/holdfast")
        } throws: { error in
            if case .corrupt(let hint) = error as? StoreError { hint.contains("writable") } else { false }
        }
    }

    @Test("closing folds the log into the file")
    func folds() async throws {
        try await withDatabase(.sqlite) { database in
            let store = try OpenStore(database)
            try store.write(Shop.payment(1)) { _ = $0.decide(Shop.create(), on: Shop.payment(1)) }
            try store.store.close()
            let log = try? FileManager.default.attributesOfItem(atPath: database.file + "-wal")
            #expect((log?[.size] as? Int ?? 0) == 0)
            let copy = database.directory + "/copy.db"
            try FileManager.default.copyItem(atPath: database.file, toPath: copy)
            #expect(try RawDatabase(path: copy).text("SELECT count(*) FROM events") == "1")
        }
    }

    @Test("the entries of the books sum to nothing, account by account as the payment says (I3, I4)")
    func books() async throws {
        try await withDatabase(.sqlite) { database in
            let store = try OpenStore(database)
            let id = Shop.payment(1)
            try store.write(id) { batch in
                for command in [Shop.create(), Shop.approve(), Shop.capture(.nok(300_00)), Shop.refund(.nok(50_00))] {
                    batch.decide(command, on: id)
                }
            }
            try store.store.close()
            let books = try RawDatabase(database).rows(
                "SELECT account, sum(amount) FROM entries GROUP BY account ORDER BY account")
            #expect(
                books == [
                    ["issuer holds", "20000"], ["merchant holds", "-20000"], ["payable to merchant", "-25000"],
                    ["receivable from issuer", "25000"],
                ])
        }
    }
}
