package import Engine
package import PaymentCore

/// The whole database, read for the audit over one connection of its own; works beside a running server.
package final class SQLiteAudit: AuditSource {
    private let session: ReadSession
    private let allPayments, allBatches, allHashes, allDeadlines, allClaims, outboxOf: Statement

    package init(directory: String) throws(StoreError) {
        do {
            let session = try ReadSession(path: SQLiteStore.path(in: directory))
            allPayments = try session.connection.prepare("SELECT id FROM payments ORDER BY id")
            allBatches = try session.connection.prepare("SELECT number, digest, events FROM batches ORDER BY number")
            allHashes = try session.connection.prepare(
                """
                SELECT number, hash, batch FROM events UNION ALL SELECT number, hash, batch FROM erased_events
                ORDER BY number
                """)
            allDeadlines = try session.connection.prepare(
                "SELECT due, payment, kind, operation, merchant FROM deadlines")
            allClaims = try session.connection.prepare(
                """
                SELECT c.fingerprint, c.expires, c.events, c.refusal, c.answer, e.payment, e.sequence, c.event, c.digest,
                       c.merchant
                FROM (SELECT digest, fingerprint, expires, events, refusal, answer, event, merchant FROM claims UNION ALL
                      SELECT digest, fingerprint, expires, events, refusal, answer, event, merchant FROM fresh_claims) c
                LEFT JOIN events e ON e.number = c.event
                """)
            outboxOf = try session.connection.prepare(
                "SELECT endpoint FROM outbox WHERE payment = ?1 AND sequence = ?2")
            // One moment for everything that follows.
            try session.statements.begin.run()
            self.session = session
        } catch let fault as SQLiteFault {
            throw fault.corrupt
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("only faults of SQLite and our own arise here: \(error)")
        }
    }

    package func payments(_ body: (PaymentID, Result<PaymentRecord, CorruptRecord>) -> Void) throws(StoreError) {
        try reading {
            while try allPayments.step() {
                let id: PaymentID = try Rows.identifier(allPayments.blob(0))
                body(
                    id,
                    try result { try session.payment(id) }.flatMap { row in
                        row.map { .success($0.record) } ?? .failure(CorruptRecord("its row has gone"))
                    })
            }
            allPayments.reset()
        }
    }

    package func events(of payment: PaymentID) throws(StoreError) -> Result<[EventRecord], CorruptRecord> {
        try reading {
            try result { try session.storedEvents(of: payment).map { try withEndpoints($0) } }
        }
    }

    package func eventCount() throws(StoreError) -> Int {
        try reading { Int(try session.connection.integer("SELECT count(*) FROM events")) }
    }

    package func batches(_ body: (WriterID, BatchSeal, [[UInt8]]) -> Void) throws(StoreError) {
        try reading {
            var hasHash = try allHashes.step()
            while try allBatches.step() {
                let number = allBatches.integer(0)
                var hashes: [[UInt8]] = []
                while hasHash, allHashes.integer(2) == number {
                    hashes.append(allHashes.blob(1))
                    hasHash = try allHashes.step()
                }
                body(.only, BatchSeal(number: number, digest: allBatches.blob(1)), hashes)
            }
            allBatches.reset()
            allHashes.reset()
        }
    }

    package func deadlines(_ body: (Result<Deadline, CorruptRecord>) -> Void) throws(StoreError) {
        try reading {
            while try allDeadlines.step() { body(try result { try Rows.deadline(allDeadlines) }) }
            allDeadlines.reset()
        }
    }

    package func claims(_ body: (ClaimDigest, Result<ClaimRecord, CorruptRecord>) -> Void) throws(StoreError) {
        try reading {
            while try allClaims.step() {
                body(ClaimDigest(allClaims.blob(8)), try result { try Rows.claim(allClaims) })
            }
            allClaims.reset()
        }
    }

    package func structuralFindings() throws(StoreError) -> [String] {
        try reading {
            var findings: [String] = []
            let check = try session.connection.prepare("PRAGMA integrity_check(20)")
            while try check.step() {
                if check.text(0) != "ok" { findings.append("file: \(check.text(0))") }
            }
            let strays = try session.connection.integer(
                """
                SELECT count(*) FROM outbox
                WHERE sequence > 0 AND (payment, sequence) NOT IN (SELECT payment, sequence FROM events)
                """)
            if strays > 0 { findings.append("I6: \(strays) outbox rows without their event") }
            let unsealed = try session.connection.integer(
                "SELECT count(*) FROM events WHERE batch NOT IN (SELECT number FROM batches)")
            if unsealed > 0 { findings.append("chain: \(unsealed) events without their batch") }
            return try findings + findingsOnSnapshots()
        }
    }

    /// What was erased or kept must be what was sealed, so that bringing it back leaves the seals whole.
    private func findingsOnSnapshots() throws -> [String] {
        var findings: [String] = []
        let twice = try session.connection.integer(
            "SELECT count(*) FROM erased_events WHERE number IN (SELECT number FROM events)")
        if twice > 0 { findings.append("chain: \(twice) events are both erased and there") }
        let unsealed = try session.connection.integer(
            "SELECT count(*) FROM erased_events WHERE batch NOT IN (SELECT number FROM batches)")
        if unsealed > 0 { findings.append("chain: \(unsealed) erased events without their batch") }
        let strange = try session.connection.integer(
            """
            SELECT count(*) FROM snapshot_events s
            WHERE NOT EXISTS (SELECT 1 FROM events e WHERE (e.number, e.batch, e.hash) = (s.number, s.batch, s.hash))
              AND NOT EXISTS (
                SELECT 1 FROM erased_events e WHERE (e.number, e.batch, e.hash) = (s.number, s.batch, s.hash))
            """)
        if strange > 0 { findings.append("chain: \(strange) events of snapshots were never sealed") }
        return findings
    }

    private func withEndpoints(_ stored: StoredEvent) throws -> EventRecord {
        let record = stored.record
        return EventRecord(
            event: record.event, state: record.state, salt: record.salt, commitment: record.commitment,
            hash: record.hash, endpoints: try endpoints(of: record.event))
    }

    private func endpoints(of event: Event) throws -> [String] {
        outboxOf.bind(1, event.payment)
        outboxOf.bind(2, Int64(event.sequence))
        defer { outboxOf.reset() }
        var endpoints: [String] = []
        while try outboxOf.step() { endpoints.append(outboxOf.text(0)) }
        return endpoints
    }

    /// A corrupt record is a finding; a fault of the database ends the audit.
    private func result<Value>(_ body: () throws -> Value) throws -> Result<Value, CorruptRecord> {
        do { return .success(try body()) } catch let corrupt as CorruptRecord { return .failure(corrupt) }
    }

    private func reading<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let fault as SQLiteFault {
            throw fault.corrupt
        } catch {
            throw .corrupt(hint: "\(error)")
        }
    }
}
