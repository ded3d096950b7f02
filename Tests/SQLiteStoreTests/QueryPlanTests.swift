import Engine
import SQLiteStore
import TestWorld
import Testing

/// What SQLite means to do for each statement, on an empty database as on a full one: it keeps no statistics.
@Suite("Every hot statement goes straight to its rows", .timeLimit(.minutes(5)))
struct QueryPlanTests {
    struct Plan: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let steps: [String]

        init(_ name: String, _ sql: String, _ steps: String...) {
            testDescription = name
            self.sql = sql
            self.steps = steps
        }

        static let loading = [
            Plan(
                "payment", SQL.payment, "SEARCH p USING PRIMARY KEY (id=?)",
                "SEARCH e USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN"),
            Plan(
                "claim", SQL.claim, "SEARCH c USING PRIMARY KEY (digest=?)",
                "SEARCH e USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN"),
            Plan(
                "deadlineExists", SQL.deadlineExists,
                "SEARCH deadlines USING PRIMARY KEY (merchant=? AND due=? AND payment=? AND kind=? AND operation=?)"),
            // A scan that stops at its first row: the order is the table's own, nothing is sorted.
            Plan("lastBatch", SQL.lastBatch, "SCAN batches"),
            Plan(
                "lastEvent", SQL.lastEvent, "SCAN CONSTANT ROW", "SCALAR SUBQUERY", "SEARCH events", "SCALAR SUBQUERY",
                "SEARCH erased_events"),
            Plan("hasBatch", SQL.hasBatch, "SEARCH batches USING INTEGER PRIMARY KEY (rowid=?)"),
        ]

        static let writing = [
            Plan("insertPayment", SQL.insertPayment),
            Plan("updatePayment", SQL.updatePayment, "SEARCH payments USING PRIMARY KEY (id=?)"),
            Plan("updatePaymentAndPhase", SQL.updatePaymentAndPhase, "SEARCH payments USING PRIMARY KEY (id=?)"),
            Plan("quarantine", SQL.quarantine, "SEARCH payments USING PRIMARY KEY (id=?)"),
            Plan("insertEvent", SQL.insertEvent),
            Plan("upsertClaim", SQL.upsertClaim),
            Plan("insertFreshClaim", SQL.insertFreshClaim),
            Plan(
                "forgetFreshClaims", SQL.forgetFreshClaims, "SEARCH fresh_claims USING INTEGER PRIMARY KEY (rowid=?)",
                "LIST SUBQUERY", "SEARCH fresh_claims USING INTEGER PRIMARY KEY (rowid<?)"),
            Plan(
                "forgetClaims", SQL.forgetClaims, "SEARCH claims USING PRIMARY KEY (digest=?)", "LIST SUBQUERY",
                "CO-ROUTINE", "SEARCH claims USING PRIMARY KEY (digest>?)", "SCAN (subquery"),
            Plan("insertDeadline", SQL.insertDeadline),
            Plan(
                "deleteDeadline", SQL.deleteDeadline,
                "SEARCH deadlines USING PRIMARY KEY (merchant=? AND due=? AND payment=? AND kind=? AND operation=?)"),
            Plan("insertOutbox", SQL.insertOutbox),
            Plan(
                "updateOutbox", SQL.updateOutbox,
                "SEARCH outbox USING PRIMARY KEY (payment=? AND sequence=? AND endpoint=?)"),
            Plan("upsertDelivery", SQL.upsertDelivery),
            Plan("insertAttempt", SQL.insertAttempt),
            Plan("putDocument", SQL.putDocument),
            Plan(
                "removeDocument", SQL.removeDocument,
                "SEARCH documents USING PRIMARY KEY (merchant=? AND wire=? AND kind=? AND id=?)"),
            Plan("insertBatch", SQL.insertBatch),
            // Along the merchant's own chains, whatever others have; and each event is looked up in the snapshot.
            Plan(
                "erase events", KeptTable.events.erase[1], "SEARCH events USING INTEGER PRIMARY KEY (rowid=?)",
                "LIST SUBQUERY", "CO-ROUTINE own", "SETUP",
                "SEARCH payments USING INDEX payments_by_merchant (merchant=?)", "RECURSIVE STEP", "SCAN own",
                "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)", "SCAN own", "CORRELATED SCALAR SUBQUERY",
                "SEARCH s USING PRIMARY KEY (snapshot=? AND number=?)"),
            Plan(
                "restore events", KeptTable.events.restore[0], "SEARCH s USING PRIMARY KEY (snapshot=?)",
                "CORRELATED SCALAR SUBQUERY", "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)"),
        ]

        static let reading = [
            Plan("event", SQL.event, "SEARCH events USING INTEGER PRIMARY KEY (rowid=?)"),
            Plan(
                "newest", SQL.newest, "SEARCH payments USING COVERING INDEX payments_by_account (account=? AND id<?)"),
            Plan(
                "oldest", SQL.oldest, "SEARCH payments USING COVERING INDEX payments_by_account (account=? AND id>?)"),
            Plan(
                "newestOfMerchant", SQL.newestOfMerchant,
                "SEARCH payments USING COVERING INDEX payments_by_merchant (merchant=? AND id<?)"),
            Plan(
                "oldestOfMerchant", SQL.oldestOfMerchant,
                "SEARCH payments USING COVERING INDEX payments_by_merchant (merchant=? AND id>?)"),
            Plan("dueDeadlines", SQL.dueDeadlines, "SEARCH deadlines USING PRIMARY KEY (merchant=? AND due<?)"),
            Plan("nextDeadline", SQL.nextDeadline, "SEARCH deadlines USING PRIMARY KEY (merchant=? AND due>?)"),
            Plan(
                "nextDeadlines", SQL.nextDeadlines, "CO-ROUTINE", "SETUP", "SCAN CONSTANT ROW", "SCALAR SUBQUERY",
                "SEARCH deadlines", "RECURSIVE STEP", "SCAN merchants", "CORRELATED SCALAR SUBQUERY",
                "SEARCH deadlines USING PRIMARY KEY (merchant>?)", "SCAN merchants", "CORRELATED SCALAR SUBQUERY",
                "SEARCH deadlines USING PRIMARY KEY (merchant=?"),
            Plan("settlement", SQL.settlement, "SEARCH events USING INDEX events_by_settlement (settlement=?)"),
            settlements("newestSettlements", SQL.newestSettlements, "<"),
            settlements("oldestSettlements", SQL.oldestSettlements, ">"),
            Plan(
                "newestOfSettlement", SQL.newestOfSettlement,
                "SEARCH events USING INDEX events_by_settlement (settlement=? AND number<?)"),
            Plan(
                "oldestOfSettlement", SQL.oldestOfSettlement,
                "SEARCH events USING INDEX events_by_settlement (settlement=? AND number>?)"),
            Plan(
                "hasPayments", SQL.hasPayments, "SEARCH payments USING COVERING INDEX payments_by_merchant (merchant=?)"
            ),
            Plan(
                "paymentCount", SQL.paymentCount,
                "SEARCH payments USING COVERING INDEX payments_by_merchant (merchant=?)"),
            Plan("snapshots", SQL.snapshots, "SEARCH snapshots USING INDEX snapshots_by_merchant (merchant=?)"),
            Plan(
                "document", SQL.document,
                "SEARCH documents USING PRIMARY KEY (merchant=? AND wire=? AND kind=? AND id=?)"),
            Plan(
                "newestDocuments", SQL.newestDocuments,
                "SEARCH documents USING PRIMARY KEY (merchant=? AND wire=? AND kind=?"),
            Plan(
                "oldestDocuments", SQL.oldestDocuments,
                "SEARCH documents USING PRIMARY KEY (merchant=? AND wire=? AND kind=?"),
            Plan(
                "dueDeliveries", SQL.dueDeliveries,
                "SEARCH o USING INDEX outbox_waiting (merchant=? AND (due,payment,sequence,endpoint)>(?,?,?,?) AND due<?)",
                "CORRELATED SCALAR SUBQUERY",
                "SEARCH p USING PRIMARY KEY (payment=? AND sequence<?)", "CORRELATED SCALAR SUBQUERY",
                "SEARCH p USING PRIMARY KEY (payment=? AND sequence=? AND endpoint>? AND endpoint<?)"),
            Plan(
                "nextWaiting", SQL.nextWaiting,
                "SEARCH o USING INDEX outbox_waiting (merchant=? AND (due,payment,sequence,endpoint)>(?,?,?,?) AND due<?)",
                "CORRELATED SCALAR SUBQUERY",
                "SEARCH p USING PRIMARY KEY (payment=? AND sequence<?)", "CORRELATED SCALAR SUBQUERY",
                "SEARCH p USING PRIMARY KEY (payment=? AND sequence=? AND endpoint>? AND endpoint<?)"),
            Plan(
                "nextDelivery", SQL.nextDelivery,
                "SEARCH outbox USING COVERING INDEX outbox_waiting (merchant=? AND due>?)"),
            Plan("attempts", SQL.attempts, "SEARCH attempts USING PRIMARY KEY (payment=?)"),
            Plan("named", SQL.named, "SEARCH names USING PRIMARY KEY (merchant=? AND name>? AND name<?)"),
            Plan(
                "volumes", SQL.volumes, "MATERIALIZE walk", "SETUP",
                "SEARCH payments USING INDEX payments_by_merchant (merchant=?)", "RECURSIVE STEP", "SCAN walk",
                "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)", "SCAN walk",
                "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)"),
        ]
    }

    /// From the newest on, as far as one question looks, and nothing is sorted; in two ways without a look at the payment.
    private static let listing = [
        listing(.byBirth, "COVERING INDEX", "payments_by_birth (merchant=? AND"),
        listing(.byWire, "COVERING INDEX", "payments_by_wire (merchant=? AND wire=? AND"),
        listing(.capturedByBirth, "INDEX", "payments_by_birth (merchant=? AND"),
        listing(.capturedByWire, "INDEX", "payments_by_wire (merchant=? AND wire=? AND"),
        listing(.byAmount, "INDEX", "payments_by_amount (merchant=? AND requested=? AND"),
        listing(.byPhase, "INDEX", "payments_by_phase (merchant=? AND phase=? AND"),
    ].flatMap { $0 }

    private static func listing(_ way: SQL.Listing, _ kind: String, _ index: String) -> [Plan] {
        [
            Plan("\(way), found", way.found, "CO-ROUTINE", "SEARCH payments USING \(kind) \(index)", "SCAN (subquery"),
            Plan("\(way), end", way.end, "SEARCH payments USING COVERING INDEX \(index)"),
        ]
    }

    /// From one settlement to the next, then to one payment of each.
    private static func settlements(_ name: String, _ sql: String, _ beyond: String) -> Plan {
        Plan(
            name, sql, "CO-ROUTINE", "SETUP",
            "SEARCH events USING COVERING INDEX events_by_settlement (settlement\(beyond)?)", "RECURSIVE STEP",
            "SCAN ids", "CORRELATED SCALAR SUBQUERY",
            "SEARCH events USING COVERING INDEX events_by_settlement (settlement\(beyond)?)", "SCAN ids",
            "SEARCH p USING PRIMARY KEY (id=?)", "CORRELATED SCALAR SUBQUERY",
            "SEARCH events USING INDEX events_by_settlement (settlement=?)")
    }

    @Test("the plan uses the index, and sorts nothing", arguments: Plan.loading + Plan.writing + Plan.reading + listing)
    func plan(_ plan: Plan) async throws {
        try await withDatabase(.sqlite) { database in
            try database.open().close()
            let steps = try RawDatabase(database).rows("EXPLAIN QUERY PLAN \(plan.sql)").compactMap(\.last)
            #expect(steps.count == plan.steps.count, "\(steps)")
            for (step, expected) in zip(steps, plan.steps) {
                #expect(step.hasPrefix(expected) && !step.contains("TEMP B-TREE"), "\(step), not \(expected)")
            }
        }
    }
}
