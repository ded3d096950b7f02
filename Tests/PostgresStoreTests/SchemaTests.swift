import Engine
import PaymentCore
import PostgresStore
import TestWorld
import Testing

@Suite("A schema is Holdfast's, or is left alone", .timeLimit(.minutes(5)))
struct SchemaTests {
    enum Foreign: String, CaseIterable, Sendable {
        case somebodyElses = "CREATE TABLE customers (name text)"
        case newer = "CREATE TABLE holdfast_schema (version int4); INSERT INTO holdfast_schema VALUES (99)"
    }

    @Test("a foreign or newer schema is refused with advice, and nothing of it is touched", arguments: Foreign.allCases)
    func foreign(_ foreign: Foreign) throws {
        let schema = try PostgresSchema(fresh: true)
        let raw = try schema.raw()
        try raw.execute(foreign.rawValue)
        for open in [
            { _ = try PostgresStore(schema.address, writer: .only) }, { _ = try PostgresReader(schema.address) },
            { _ = try PostgresAudit(schema.address) },
        ] as [() throws -> Void] {
            #expect {
                try open()
            } throws: { error in
                if case .corrupt(let hint) = error as? StoreError { !hint.isEmpty } else { false }
            }
        }
        let tables = try raw.rows("SELECT count(*) FROM pg_class WHERE relnamespace = '\(schema.name)'::regnamespace")
        #expect(tables == [["1"]])
    }

    @Test("nodes that start together on an empty schema make it once")
    func together() async throws {
        let schema = try PostgresSchema(fresh: true)
        let address = schema.address
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in UInt64(1)...4 {
                group.addTask { _ = try PostgresStore(address, writer: WriterID(high: number, low: 0)) }
            }
            try await group.waitForAll()
        }
        #expect(try schema.raw().rows("SELECT count(DISTINCT version) = count(*) FROM holdfast_schema") == [["t"]])
    }

    @Test("a snapshot keeps every column of every table that belongs to a merchant", arguments: KeptTable.allCases)
    func columns(_ table: KeptTable) async throws {
        try await withDatabase(.postgres) { database in
            _ = try database.open()
            let raw = try database.raw()
            func names(_ table: String) throws -> [String] {
                try raw.rows(
                    """
                    SELECT column_name FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = '\(table)'
                    """
                ).flatMap(\.self).sorted()
            }
            let kept = table.columns.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            #expect(try names(table.rawValue) == kept.sorted())
            #expect(try names("snapshot_\(table)") == (kept + ["snapshot"]).sorted())
        }
    }

    @Test("the entries of the books sum to nothing, account by account as the payment says (I3, I4)")
    func books() async throws {
        try await withDatabase(.postgres) { database in
            let store = try OpenStore(database)
            let id = Shop.payment(1)
            try store.write(id) { batch in
                for command in [Shop.create(), Shop.approve(), Shop.capture(.nok(300_00)), Shop.refund(.nok(50_00))] {
                    batch.decide(command, on: id)
                }
            }
            let books = try database.raw().rows(
                "SELECT account, sum(amount) FROM entries GROUP BY account ORDER BY account")
            #expect(
                books == [
                    ["issuer holds", "20000"], ["merchant holds", "-20000"], ["payable to merchant", "-25000"],
                    ["receivable from issuer", "25000"],
                ])
        }
    }
}
