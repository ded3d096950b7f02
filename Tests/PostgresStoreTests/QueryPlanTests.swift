import Engine
import PaymentCore
import PostgresStore
import TestWorld
import Testing

/// What PostgreSQL means to do for each statement, with the settings that the store makes. It keeps a plan that was made
/// while the tables were empty, so that one is looked at too.
@Suite("Every hot statement goes straight to its rows", .timeLimit(.minutes(5)))
struct QueryPlanTests {
    struct Hot: Sendable {
        let name: String
        let sql: String
        /// The indexes that its rows are found by, each once.
        let indexes: Set<String>

        init(_ name: String, _ sql: String, _ indexes: String...) {
            self.name = name
            self.sql = sql
            self.indexes = Set(indexes)
        }

        static let all = loading + writing + reading + comingDue + listing

        static let loading = [
            Hot("lockPayments", SQL.lockPayments, "payments_pkey"),
            Hot("payments", SQL.payments, "payments_pkey", "events_pkey"),
            Hot("claims", SQL.claims, "claims_pkey"),
            Hot("deadlines", SQL.deadlines, "deadlines_pkey"),
            Hot("lockDocuments", SQL.lockDocuments, "documents_pkey"),
            Hot("documents", SQL.documents, "documents_pkey"),
            Hot("lastBatch", SQL.lastBatch, "batches_pkey"),
            Hot("hasBatch", SQL.hasBatch, "batches_pkey"),
            Hot("confirmBatch", SQL.confirmBatch, "batches_pkey"),
        ]

        static let writing = [
            Hot("insertPayments", SQL.insertPayments),
            Hot("updatePayments", SQL.updatePayments, "payments_pkey"),
            Hot("quarantine", SQL.quarantine, "payments_pkey"),
            Hot("insertEvents", SQL.insertEvents),
            Hot("insertNames", SQL.insertNames),
            Hot("putPhases", SQL.putPhases),
            Hot("removePhases", SQL.removePhases, "phases_pkey"),
            Hot("upsertClaims", SQL.upsertClaims),
            Hot("forgetClaims", SQL.forgetClaims, "claims_pkey"),
            Hot("insertDeadlines", SQL.insertDeadlines),
            Hot("deleteDeadlines", SQL.deleteDeadlines, "deadlines_pkey"),
            Hot("insertOutbox", SQL.insertOutbox),
            Hot("upsertDeliveries", SQL.upsertDeliveries),
            Hot("insertAttempts", SQL.insertAttempts, "outbox_pkey"),
            Hot("putDocuments", SQL.putDocuments),
            Hot("removeDocuments", SQL.removeDocuments, "documents_pkey"),
            Hot("insertBatch", SQL.insertBatch),
        ]

        private static let reading = [
            Hot("events", SQL.events, "events_pkey"),
            Hot("decision", SQL.decision, "payments_pkey", "events_pkey"),
            Hot("details", SQL.details, "events_pkey"),
            Hot("newest", SQL.newest, "payments_by_account", "events_pkey"),
            Hot("oldest", SQL.oldest, "payments_by_account", "events_pkey"),
            Hot("newestOfMerchant", SQL.newestOfMerchant, "payments_by_merchant", "events_pkey"),
            Hot("oldestOfMerchant", SQL.oldestOfMerchant, "payments_by_merchant", "events_pkey"),
            Hot("settlement", SQL.settlement, "events_by_settlement", "payments_pkey"),
            Hot(
                "newestSettlements", SQL.newestSettlements, "settlements_by_merchant", "events_by_settlement",
                "payments_pkey"),
            Hot(
                "oldestSettlements", SQL.oldestSettlements, "settlements_by_merchant", "events_by_settlement",
                "payments_pkey"),
            Hot(
                "newestOfSettlement", SQL.newestOfSettlement, "events_by_settlement", "payments_pkey", "events_pkey"),
            Hot(
                "oldestOfSettlement", SQL.oldestOfSettlement, "events_by_settlement", "payments_pkey", "events_pkey"),
            Hot("isInSettlement", SQL.isInSettlement, "events_by_settlement"),
            Hot("document", SQL.document, "documents_pkey"),
            Hot("newestDocuments", SQL.newestDocuments, "documents_pkey"),
            Hot("oldestDocuments", SQL.oldestDocuments, "documents_pkey"),
        ]

        private static let comingDue = [
            Hot("dueDeadlines", SQL.dueDeadlines, "deadlines_by_merchant"),
            Hot("nextDeadline", SQL.nextDeadline, "deadlines_by_merchant"),
            Hot("nextDeadlines", SQL.nextDeadlines, "deadlines_by_merchant"),
            Hot("dueDeliveries", SQL.dueDeliveries, "outbox_waiting", "outbox_pkey"),
            Hot("nextDelivery", SQL.nextDelivery, "outbox_waiting"),
            Hot("nextDeliveries", SQL.nextDeliveries, "outbox_waiting"),
            Hot("attempts", SQL.attempts, "attempts_pkey"),
            Hot(
                "deliveriesOfPayments", SQL.deliveriesOfPayments, "payments_by_merchant", "outbox_pkey",
                "attempts_pkey"),
            Hot("deliveriesOfNotices", SQL.deliveriesOfNotices, "documents_pkey", "outbox_pkey", "attempts_pkey"),
            Hot("deliveriesOfOne", SQL.deliveriesOfOne, "outbox_pkey", "attempts_pkey"),
        ]

        private static let listing =
            [
                Hot("named", SQL.named, "names_by_merchant"),
                Hot("found by birth", SQL.Listing.byBirth.found, "payments_by_birth", "payments_pkey", "events_pkey"),
                Hot("found by wire", SQL.Listing.byWire.found, "payments_by_wire", "payments_pkey", "events_pkey"),
                Hot(
                    "found by amount", SQL.Listing.byAmount.found, "payments_by_amount", "payments_pkey",
                    "events_pkey"),
                Hot(
                    "found by phase", SQL.Listing.byPhase.found, "phases_by_merchant", "payments_pkey", "events_pkey"),
                Hot(
                    "captured by birth", SQL.Listing.capturedByBirth.found, "payments_by_birth", "phases_pkey",
                    "payments_pkey", "events_pkey"),
                Hot(
                    "captured by wire", SQL.Listing.capturedByWire.found, "payments_by_wire", "phases_pkey",
                    "payments_pkey", "events_pkey"),
                Hot("end by birth", SQL.Listing.byBirth.end, "payments_by_birth"),
                Hot("end by wire", SQL.Listing.byWire.end, "payments_by_wire"),
                Hot("end by amount", SQL.Listing.byAmount.end, "payments_by_amount"),
                Hot("end by phase", SQL.Listing.byPhase.end, "phases_by_merchant", "payments_pkey"),
            ]
    }

    @Test("each finds its rows by an index, on full tables by the one that was made for it", arguments: [false, true])
    func plans(_ isFull: Bool) throws {
        // A fresh one: of tables that were full before, PostgreSQL remembers how full.
        let schema = try PostgresSchema(fresh: true)
        _ = try PostgresStore(schema.address, writer: .only)
        let raw = try schema.raw()
        if isFull { try Self.fill(raw) }
        for setting in PostgresStore.planSettings { try raw.execute(setting) }
        for hot in Hot.all {
            let plan = try Self.plan(of: hot.sql, raw)
            let told = "\(hot.name):\n\(plan.joined(separator: "\n"))"
            #expect(!plan.contains { $0.contains("Seq Scan on") }, "\(told)")
            // On empty tables any index costs as much as another.
            if isFull {
                #expect(Self.alike(Self.indexes(in: plan)) == Self.alike(hot.indexes), "\(told)")
            } else {
                #expect(Self.indexes(in: plan).isEmpty == hot.indexes.isEmpty, "\(told)")
            }
        }
    }

    @Test("what a batch asks and writes is planned on empty tables as on full ones, for the plan stays")
    func plansOfBatches() throws {
        let schema = try PostgresSchema(fresh: true)
        _ = try PostgresStore(schema.address, writer: .only)
        let raw = try schema.raw()
        for setting in PostgresStore.writingPlanSettings { try raw.execute(setting) }
        for hot in Hot.loading + Hot.writing {
            let plan = try Self.plan(of: hot.sql, raw)
            #expect(Self.indexes(in: plan) == hot.indexes, "\(hot.name):\n\(plan.joined(separator: "\n"))")
            #expect(!plan.contains { $0.contains("Bitmap") }, "\(hot.name):\n\(plan.joined(separator: "\n"))")
        }
    }

    @Test("what is counted of a merchant touches no other merchant's rows")
    func merchants() throws {
        let schema = try PostgresSchema(fresh: true)
        _ = try PostgresStore(schema.address, writer: .only)
        let raw = try schema.raw()
        try Self.fill(raw)
        for setting in PostgresStore.planSettings { try raw.execute(setting) }
        for sql in [SQL.hasPayments, SQL.movements, SQL.volumes, SQL.paymentCount, SQL.snapshots] {
            let plan = try Self.plan(of: sql, raw)
            #expect(!plan.contains { $0.contains("Seq Scan on") }, "\(plan.joined(separator: "\n"))")
        }
    }

    private static func plan(of sql: String, _ raw: RawPostgres) throws -> [String] {
        try raw.execute("PREPARE hot AS \(sql)")
        defer { try? raw.execute("DEALLOCATE hot") }
        let count = (1...20).last { sql.contains("$\($0)") } ?? 0
        let nulls = count == 0 ? "" : "(" + Array(repeating: "NULL", count: count).joined(separator: ", ") + ")"
        return try raw.rows("EXPLAIN (COSTS OFF) EXECUTE hot\(nulls)").flatMap(\.self)
    }

    /// A merchant whose payments are all of one wire finds them by either index alike.
    private static func alike(_ indexes: Set<String>) -> Set<String> {
        Set(indexes.map { $0 == "payments_by_wire" ? "payments_by_birth" : $0 })
    }

    /// From lines such as `Index Scan Backward using batches_pkey on batches` and `Bitmap Index Scan on claims_pkey`.
    private static func indexes(in plan: [String]) -> Set<String> {
        Set(
            plan.compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                guard line.contains("Index"), line.contains("Scan") else { return nil }
                let before = line.contains("Bitmap Index Scan") ? "on" : "using"
                return words.firstIndex(of: before).map { words[$0 + 1] }
            })
    }

    /// 20 000 payments of 20 merchants, each with two events, a deadline, a claim, a name and a delivery.
    private static func fill(_ raw: RawPostgres) throws {
        let id = "substr(sha256(int8send(n)), 1, 16)"
        let merchant = "substr(sha256(int8send(n % 20)), 1, 16)"
        let rows = "FROM generate_series(1::int8, 20000) n"
        for sql in [
            """
            INSERT INTO payments (id, merchant, account, currency, authorized, captured, released, refunded, capturing,
                                  releasing, refunding, birth, state, head, sequence, details_sequence, wire, requested, born)
            SELECT \(id), \(merchant), \(merchant), 'EUR', 100, 0, 0, 0, 0, 0, 0, '', '', sha256(''), 2, 1, 'mollie', n % 100,
            n \(rows)
            """,
            """
            INSERT INTO events (payment, sequence, writer, batch, place, at, kind, held, payable, settled, settlement,
                                merchant, body, state, hash)
            SELECT \(id), s, '\\x00000000000000000000000000000001', n, s, n, 1, 0, 0, 0,
            CASE WHEN s = 2 AND n % 10 = 0 THEN substr(sha256(int8send(n % 200)), 1, 16) END,
            CASE WHEN s = 2 AND n % 10 = 0 THEN \(merchant) END, '', '', sha256('') \(rows), generate_series(1, 2) s
            """,
            "INSERT INTO claims (digest, merchant, fingerprint, expires, answer) SELECT \(id), \(merchant), '', n, '' \(rows)",
            "INSERT INTO phases (payment, merchant, phase, born) SELECT \(id), \(merchant), 5, n \(rows)",
            "INSERT INTO names (payment, name, merchant) SELECT \(id), 'order ' || n, \(merchant) \(rows)",
            """
            INSERT INTO deadlines (payment, due, kind, operation, merchant) SELECT \(id), n, 1, \(id), \(merchant) \(rows)
            """,
            """
            INSERT INTO outbox (payment, sequence, endpoint, merchant, due, attempts)
            SELECT \(id), 1, 'a', \(merchant), n, 0 \(rows)
            """,
            """
            INSERT INTO attempts (payment, sequence, endpoint, number, at, took, status, note)
            SELECT \(id), 1, 'a', 1, n, 1, 200, '' \(rows)
            """,
            "INSERT INTO documents (merchant, wire, kind, id, bytes) SELECT \(merchant), 'server', 'card', \(id), '' \(rows)",
            """
            INSERT INTO batches (writer, number, at, events, digest)
            SELECT '\\x00000000000000000000000000000001', n, n, 1, sha256('') \(rows)
            """,
        ] {
            try raw.execute(sql)
        }
        try raw.execute("ANALYZE")
    }
}
