import Engine
import PaymentCore
import SQLiteStore
import TestWorld
import Testing

@Suite("Snapshots in the file", .timeLimit(.minutes(5)))
struct SnapshotTests {
    private static let id = SnapshotID(high: 1, low: 1)

    @Test("a snapshot keeps every column of every table that belongs to a merchant", arguments: KeptTable.allCases)
    func columns(_ table: KeptTable) async throws {
        try await withDatabase(.sqlite) { database in
            try database.open().close()
            let raw = try RawDatabase(database)
            func names(_ table: String) throws -> [String] {
                try raw.rows("SELECT name FROM pragma_table_info('\(table)')").flatMap(\.self).sorted()
            }
            let kept = table.columns.split(separator: ", ").map(String.init)
            #expect(try names(table.rawValue) == kept.sorted())
            #expect(try names("snapshot_\(table)") == (kept + ["snapshot"]).sorted())
        }
    }

    @Test("a table with rows of a merchant is kept, or known to be none of the merchant's data")
    func tables() async throws {
        try await withDatabase(.sqlite) { database in
            try database.open().close()
            let tables = try RawDatabase(database).rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'snapshot%'")
            // What waits to become claims has become some before a merchant's claims are kept or erased.
            let others: Set = ["batches", "erased_events", "fresh_claims"]
            #expect(Set(tables.flatMap(\.self)) == others.union(KeptTable.allCases.map(\.rawValue)))
        }
    }

    @Test(
        "what was altered in a snapshot, or in what stays of the erased, is named",
        arguments: [
            ("UPDATE snapshot_events SET hash = zeroblob(32) WHERE number = 3", "never sealed"),
            ("UPDATE snapshot_events SET batch = 1 WHERE number = 3", "never sealed"),
            ("UPDATE erased_events SET hash = zeroblob(32) WHERE number = 3", "does not seal its events"),
            ("UPDATE erased_events SET batch = 99 WHERE number = 3", "without their batch"),
            ("DELETE FROM erased_events WHERE number = 3", "does not seal its events"),
        ])
    func named(_ damage: String, _ expected: String) async throws {
        try await withLedger { database in
            try await database.running { engine in
                _ = try await engine.change(Shop.merchant, .keep(Self.id, name: nil))
                _ = try await engine.change(Shop.merchant, .erase(clock: nil))
            }
            #expect(try database.audit().findings == [])
            try RawDatabase(database).execute(damage)
            let findings = try database.audit().findings
            #expect(findings.contains { $0.contains(expected) }, "\(findings)")
        }
    }

    @Test("an event that is erased and there as well is named")
    func twice() async throws {
        try await withLedger { database in
            try RawDatabase(database).execute(
                "INSERT INTO erased_events (number, batch, hash) SELECT number, batch, hash FROM events LIMIT 1")
            #expect(try database.audit().findings.contains { $0.contains("both erased and there") })
        }
    }

    @Test("a forgotten snapshot leaves nothing behind")
    func forgotten() async throws {
        try await withLedger { database in
            try await database.running { engine in
                _ = try await engine.change(Shop.merchant, .keep(Self.id, name: nil))
                _ = try await engine.change(Shop.merchant, .forget(Self.id))
            }
            for table in KeptTable.allCases {
                #expect(try RawDatabase(database).text("SELECT count(*) FROM snapshot_\(table)") == "0")
            }
            #expect(try RawDatabase(database).text("SELECT count(*) FROM snapshots") == "0")
        }
    }
}
