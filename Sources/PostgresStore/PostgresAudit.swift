package import Engine
package import PaymentCore

/// The whole database, read for the audit over one connection of its own; works beside running nodes.
package final class PostgresAudit: AuditSource {
    private let session: ReadSession

    /// Rows fetched at once.
    private static let stretch = 1_000

    /// `isMoving`: before a database that data was moved into is opened.
    package init(_ address: DatabaseAddress, isMoving: Bool = false) throws(StoreError) {
        do throws(PostgresFault) {
            session = ReadSession(
                connection: try Connection(address, access: .readOnly, settings: ["SET statement_timeout = 0"]))
        } catch {
            throw error.notCommitted
        }
        try Migrations.mustHaveRun(on: session.connection, isMoving: isMoving)
        // One moment for everything that follows.
        try reading { _ = try session.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") }
    }

    package func payments(_ body: (PaymentID, Result<PaymentRecord, CorruptRecord>) -> Void) throws(StoreError) {
        try each("payments", SQL.payment + "ORDER BY p.id") { row in
            body(try Rows.identifier(row.blob(12)), try Self.result { try Rows.payment(row) })
        }
    }

    package func events(of payment: PaymentID) throws(StoreError) -> Result<[EventRecord], CorruptRecord> {
        try reading {
            try Self.result {
                var endpoints: [Int: [String]] = [:]
                for row in try session.ask(
                    "SELECT sequence, endpoint FROM outbox WHERE payment = $1::bytea", .blob(payment.bytes)
                ).rows {
                    endpoints[Int(row.integer(0)), default: []].append(row.text(1))
                }
                return try session.storedEvents(of: payment).map { record in
                    EventRecord(
                        event: record.event, state: record.state, salt: record.salt, commitment: record.commitment,
                        hash: record.hash, endpoints: endpoints[record.event.sequence, default: []])
                }
            }
        }
    }

    package func eventCount() throws(StoreError) -> Int {
        try reading { Int(try session.ask("SELECT count(*) FROM events").first?.integer(0) ?? 0) }
    }

    package func batches(_ body: (WriterID, BatchSeal, [[UInt8]]) -> Void) throws(StoreError) {
        let sql = """
            SELECT b.writer, b.number, b.digest, e.hash FROM batches b LEFT JOIN (
                SELECT writer, batch, place, hash FROM events
                UNION ALL SELECT writer, batch, place, hash FROM erased_events) e
            ON e.writer = b.writer AND e.batch = b.number ORDER BY b.writer, b.number, e.place
            """
        var current: (writer: WriterID, seal: BatchSeal)?
        var hashes: [[UInt8]] = []
        try each("batches", sql) { row in
            let writer: WriterID = try Rows.identifier(row.blob(0))
            let seal = BatchSeal(number: row.integer(1), digest: row.blob(2))
            if let known = current, known != (writer, seal) {
                body(known.writer, known.seal, hashes)
                hashes = []
            }
            current = (writer, seal)
            if let hash = row.optionalBlob(3) { hashes.append(hash) }
        }
        if let current { body(current.writer, current.seal, hashes) }
    }

    package func deadlines(_ body: (Result<Deadline, CorruptRecord>) -> Void) throws(StoreError) {
        try each("deadlines", "SELECT due, payment, kind, operation, merchant FROM deadlines") { row in
            body(try Self.result { try Rows.deadline(row) })
        }
    }

    package func claims(_ body: (ClaimDigest, Result<ClaimRecord, CorruptRecord>) -> Void) throws(StoreError) {
        let sql =
            "SELECT merchant, fingerprint, expires, payment, sequence, events, refusal, answer, digest FROM claims"
        try each("claims", sql) { row in
            body(ClaimDigest(row.blob(8)), try Self.result { try Rows.claim(row) })
        }
    }

    package func structuralFindings() throws(StoreError) -> [String] {
        try reading {
            try Self.counted.compactMap { finding, sql in
                let count = try session.ask("SELECT count(*) FROM (\(sql)) found").first?.integer(0) ?? 0
                return count > 0 ? finding.replacing("#", with: "\(count)") : nil
            }
        }
    }

    /// What must not be there. What was erased or kept must be what was sealed, so that bringing it back leaves the seals
    /// whole.
    private static let counted = [
        (
            "I6: # outbox rows without their event",
            """
            SELECT 1 FROM outbox o WHERE sequence > 0 AND NOT EXISTS (
                SELECT 1 FROM events e WHERE e.payment = o.payment AND e.sequence = o.sequence)
            """
        ),
        ("I8: # events without their payment", "SELECT 1 FROM events WHERE payment NOT IN (SELECT id FROM payments)"),
        ("chain: # events without their batch", "SELECT 1 FROM events \(withoutBatch)"),
        (
            "chain: # events are both erased and there",
            "SELECT writer, batch, place FROM events INTERSECT \(tombstones)"
        ),
        ("chain: # erased events without their batch", "SELECT 1 FROM erased_events \(withoutBatch)"),
        (
            "chain: # events of snapshots were never sealed",
            """
            SELECT writer, batch, place, hash FROM snapshot_events
            EXCEPT SELECT writer, batch, place, hash FROM events
            EXCEPT SELECT writer, batch, place, hash FROM erased_events
            """
        ),
    ]
    private static let tombstones = "SELECT writer, batch, place FROM erased_events"
    private static let withoutBatch =
        "WHERE (writer, batch) NOT IN (SELECT writer, number FROM batches WHERE NOT is_void)"

    /// Every row that `sql` finds, a stretch at a time.
    private func each(_ name: String, _ sql: String, _ body: (Row) throws -> Void) throws(StoreError) {
        try reading {
            _ = try session.ask("DECLARE \(name) NO SCROLL CURSOR FOR \(sql)")
            while case let stretch = try session.ask("FETCH \(Self.stretch) FROM \(name)"), stretch.count > 0 {
                for row in stretch.rows { try body(row) }
            }
            _ = try session.ask("CLOSE \(name)")
        }
    }

    /// A corrupt record is a finding; a fault of the database ends the audit.
    private static func result<Value>(_ body: () throws -> Value) throws -> Result<Value, CorruptRecord> {
        do { return .success(try body()) } catch let corrupt as CorruptRecord { return .failure(corrupt) }
    }

    private func reading<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let fault as PostgresFault {
            throw fault.corrupt
        } catch {
            throw .corrupt(hint: "\(error)")
        }
    }
}
