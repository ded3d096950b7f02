import Engine

/// Every statement that runs in a batch or a read, in one place to be read and planned.
package enum SQL {
    // MARK: Loading

    package static let payment = """
        SELECT p.account, p.authorized, p.captured, p.released, p.refunded, p.capturing, p.releasing, p.refunding,
               p.birth, p.state, p.head, p.last_event, p.details_event, p.quarantine, e.details, p.id
        FROM payments p LEFT JOIN events e ON e.number = p.details_event
        WHERE p.id = ?1
        """
    package static let claim = """
        SELECT c.fingerprint, c.expires, c.events, c.refusal, c.answer, e.payment, e.sequence, c.event, c.digest,
               c.merchant
        FROM claims c LEFT JOIN events e ON e.number = c.event
        WHERE c.digest = ?1
        """
    package static let deadlineExists =
        """
        SELECT 1 FROM deadlines WHERE merchant = ?1 AND due = ?2 AND payment = ?3 AND kind = ?4 AND operation = ?5
        """
    package static let lastBatch = "SELECT number, digest FROM batches ORDER BY number DESC LIMIT 1"
    /// Also of those that were erased: a number means one event for ever.
    package static let lastEvent = """
        SELECT max(ifnull((SELECT max(number) FROM events), 0), ifnull((SELECT max(number) FROM erased_events), 0))
        """
    package static let hasBatch = "SELECT 1 FROM batches WHERE number = ?1"

    // MARK: Writing

    package static let insertPayment = """
        INSERT INTO payments (id, account, authorized, captured, released, refunded, capturing, releasing, refunding,
                              birth, state, head, last_event, details_event, merchant, phase, wire, currency, requested,
                              born)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        """
    /// For where the phase stays: SQLite writes an index anew for a column that is set to what it was.
    package static let updatePayment = "\(moved) \(asBorn)"
    package static let updatePaymentAndPhase = "\(moved), phase = ?16 \(asBorn)"
    private static let moved = """
        UPDATE payments SET authorized = ?3, captured = ?4, released = ?5, refunded = ?6, capturing = ?7,
               releasing = ?8, refunding = ?9, state = ?11, head = ?12, last_event = ?13, details_event = ?14
        """
    private static let asBorn = "WHERE id = ?1 AND account = ?2 AND birth = ?10 AND merchant = ?15"
    package static let quarantine = "UPDATE payments SET quarantine = ?2 WHERE id = ?1"
    package static let insertEvent = """
        INSERT INTO events (number, payment, sequence, previous, batch, at, kind, held, payable, body, state, details,
                            salt, commitment, hash, settled, settlement)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        """
    package static let insertName = "INSERT OR IGNORE INTO names (merchant, name, payment) VALUES (?1, ?2, ?3)"
    package static let upsertClaim = """
        INSERT OR REPLACE INTO claims (digest, fingerprint, expires, event, events, refusal, answer, merchant)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """
    package static let insertFreshClaim = """
        INSERT INTO fresh_claims (digest, fingerprint, expires, event, events, refusal, answer, merchant, number)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """
    /// Those that have moved, oldest first, at most `?2`.
    package static let forgetFreshClaims = """
        DELETE FROM fresh_claims WHERE number IN (SELECT number FROM fresh_claims WHERE number <= ?1 ORDER BY number LIMIT ?2)
        """
    /// All of them; of two with the same digest the later one counts.
    package static let moveFreshClaims = """
        INSERT OR REPLACE INTO claims (digest, fingerprint, expires, event, events, refusal, answer, merchant)
        SELECT digest, fingerprint, expires, event, events, refusal, answer, merchant FROM fresh_claims
        ORDER BY digest, number
        """
    package static let forgetAllFreshClaims = "DELETE FROM fresh_claims"
    package static let insertDeadline =
        "INSERT OR IGNORE INTO deadlines (merchant, due, payment, kind, operation) VALUES (?1, ?2, ?3, ?4, ?5)"
    package static let deleteDeadline =
        "DELETE FROM deadlines WHERE merchant = ?1 AND due = ?2 AND payment = ?3 AND kind = ?4 AND operation = ?5"
    package static let insertOutbox = """
        INSERT INTO outbox (payment, sequence, endpoint, due, attempts, merchant) VALUES (?1, ?2, ?3, ?4, 0, ?5)
        """
    /// Only the attempt after the last one counts: a repeated record changes nothing.
    package static let updateOutbox = """
        UPDATE outbox SET due = ?4, attempts = ?5 WHERE payment = ?1 AND sequence = ?2 AND endpoint = ?3
               AND attempts = ?5 - 1
        """
    package static let insertAttempt = """
        INSERT OR IGNORE INTO attempts (payment, sequence, endpoint, number, at, took, status, note, next, request)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """
    /// A notice, or a delivery that is to be made once more.
    package static let upsertDelivery = """
        INSERT INTO outbox (payment, sequence, endpoint, due, attempts, merchant) VALUES (?1, ?2, ?3, ?4, 0, ?5)
        ON CONFLICT (payment, sequence, endpoint) DO UPDATE SET due = excluded.due WHERE merchant = excluded.merchant
        """
    package static let putDocument = """
        INSERT OR REPLACE INTO documents (merchant, wire, kind, id, bytes, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """
    package static let removeDocument =
        "DELETE FROM documents WHERE merchant = ?1 AND wire = ?2 AND kind = ?3 AND id = ?4"
    /// Of the payment `?1`, up to the event `?2`, found along its chain.
    package static let eraseDetails = [
        """
        UPDATE events SET details = NULL, salt = NULL WHERE sequence < ?2 AND number IN (
            WITH RECURSIVE own (number) AS (
                SELECT last_event FROM payments WHERE id = ?1
                UNION ALL SELECT e.previous FROM own JOIN events e ON e.number = own.number
                WHERE e.previous IS NOT NULL)
            SELECT number FROM own)
        """,
        "UPDATE attempts SET request = NULL WHERE payment = ?1 AND sequence < ?2",
        """
        DELETE FROM names WHERE merchant = (SELECT merchant FROM payments WHERE id = ?1) AND payment = ?1 AND ?2 > 0
        """,
    ]
    package static let insertBatch = "INSERT INTO batches (number, at, events, digest) VALUES (?1, ?2, ?3, ?4)"
    package static let insertSnapshot = """
        INSERT INTO snapshots (id, merchant, name, at, frozen, payments) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """
    package static let forgetSnapshot = "DELETE FROM snapshots WHERE id = ?1"
    /// Keys whose time is over are forgotten a stretch at a time: up to 64 from a place in the table.
    package static let forgetClaims = """
        DELETE FROM claims WHERE digest IN (
            SELECT digest FROM (SELECT digest, expires FROM claims WHERE digest >= ?1 ORDER BY digest LIMIT 64)
            WHERE expires <= ?2)
        """

    // MARK: Reading

    package static let event = """
        SELECT payment, sequence, previous, at, body, state, details, salt, commitment, hash, held, payable, batch, kind,
               settled
        FROM events WHERE number = ?1
        """
    package static let newest = "SELECT id FROM payments WHERE account = ?1 AND id <= ?2 ORDER BY id DESC LIMIT ?3"
    package static let oldest = "SELECT id FROM payments WHERE account = ?1 AND id >= ?2 ORDER BY id LIMIT ?3"
    package static let newestOfMerchant =
        "SELECT id FROM payments WHERE merchant = ?1 AND id <= ?2 ORDER BY id DESC LIMIT ?3"
    package static let oldestOfMerchant =
        "SELECT id FROM payments WHERE merchant = ?1 AND id >= ?2 ORDER BY id LIMIT ?3"
    /// What the events of each of a merchant's payments moved, walking back from its last.
    package static let movements = """
        WITH RECURSIVE walk (number, birth) AS (
            SELECT last_event, birth FROM payments WHERE merchant = ?1
            UNION ALL SELECT e.previous, walk.birth FROM walk JOIN events e ON e.number = walk.number
            WHERE e.previous IS NOT NULL)
        SELECT walk.birth, e.held, e.payable, e.settled FROM walk JOIN events e ON e.number = walk.number
        WHERE e.held <> 0 OR e.payable <> 0 OR e.settled <> 0
        """
    /// How many payments a settlement has, what they add up to, and one of them. The sum comes in two parts, the first in
    /// units of 2^20: in one it may be more than 64 bits hold.
    package static let settlement = """
        SELECT count(*), ifnull(sum(settled >> 20), 0), ifnull(sum(settled & 1048575), 0), min(payment)
        FROM events WHERE settlement = ?1
        """
    package static let newestSettlements = settlements("max", "<")
    package static let oldestSettlements = settlements("min", ">")
    package static let newestOfSettlement =
        "SELECT payment FROM events WHERE settlement = ?1 AND number <= ?2 ORDER BY number DESC LIMIT ?3"
    package static let oldestOfSettlement =
        "SELECT payment FROM events WHERE settlement = ?1 AND number >= ?2 ORDER BY number LIMIT ?3"
    package static let hasPayments = "SELECT 1 FROM payments WHERE merchant = ?1 LIMIT 1"
    package static let paymentCount = "SELECT count(*) FROM payments WHERE merchant = ?1"
    package static let snapshots = """
        SELECT id, name, at, frozen, payments FROM snapshots WHERE merchant = ?1 ORDER BY id
        """
    package static let dueDeadlines = """
        SELECT due, payment, kind, operation, merchant FROM deadlines WHERE merchant = ?1 AND due <= ?2
        ORDER BY due, payment, kind, operation LIMIT ?3
        """
    package static let document = """
        SELECT id, bytes, expires FROM documents WHERE merchant = ?1 AND wire = ?2 AND kind = ?3 AND id = ?4
        """
    package static let newestDocuments = """
        SELECT id, bytes, expires FROM documents
        WHERE merchant = ?1 AND wire = ?2 AND kind = ?3 AND id <= ?4 ORDER BY id DESC LIMIT ?5
        """
    package static let oldestDocuments = """
        SELECT id, bytes, expires FROM documents
        WHERE merchant = ?1 AND wire = ?2 AND kind = ?3 AND id >= ?4 ORDER BY id LIMIT ?5
        """
    /// The first that waits, of each payment and lane, behind the place that `?3` to `?6` name.
    package static let dueDeliveries = """
        SELECT o.payment, o.sequence, o.endpoint, o.due, o.attempts FROM outbox o
        WHERE o.merchant = ?7 AND o.due <= ?1 AND (o.due, o.payment, o.sequence, o.endpoint) > (?3, ?4, ?5, ?6)
          AND \(isFirst)
        ORDER BY o.due, o.payment, o.sequence, o.endpoint LIMIT ?2
        """
    /// The next that wait, each with whether it is the first of its payment and lane. A payment with many that wait, of
    /// which but the first may go, would have the statement above look at all of them.
    package static let nextWaiting = """
        SELECT o.payment, o.sequence, o.endpoint, o.due, o.attempts, \(isFirst) FROM outbox o
        WHERE o.merchant = ?7 AND o.due <= ?1 AND (o.due, o.payment, o.sequence, o.endpoint) > (?3, ?4, ?5, ?6)
        ORDER BY o.due, o.payment, o.sequence, o.endpoint LIMIT ?2
        """
    package static let nextDelivery = "SELECT min(due) FROM outbox WHERE merchant = ?1 AND due > ?2"
    package static let nextDeliveries = nextOfEach("outbox")
    package static let attempts = """
        SELECT sequence, endpoint, number, at, took, status, note, next, request FROM attempts WHERE payment = ?1
        ORDER BY sequence, endpoint, number
        """
    package static let nextDeadline = "SELECT min(due) FROM deadlines WHERE merchant = ?1 AND due > ?2"
    package static let nextDeadlines = nextOfEach("deadlines")

    /// Deliveries with the status that ended the last attempt: of the newest payments, of notices, of one of either.
    package static let deliveriesOfPayments = deliveries(
        of: "SELECT id FROM payments WHERE merchant = ?1 ORDER BY id DESC LIMIT \(DeliveryFilter.payments)")
    package static let deliveriesOfNotices = deliveries(
        of: """
            SELECT id FROM documents WHERE merchant = ?1 AND wire = 'server' AND kind = 'notice'
            ORDER BY id DESC LIMIT \(DeliveryFilter.payments)
            """)
    package static let deliveriesOfOne = deliveries(of: "SELECT ?5 AS id")

    /// `?2` is a lane or NULL, `?3` a state or 0.
    private static func deliveries(of payments: String) -> String {
        """
        SELECT o.payment, o.sequence, o.endpoint, o.due, o.attempts, a.status
        FROM (\(payments)) p CROSS JOIN outbox o ON o.payment = p.id
        LEFT JOIN attempts a ON a.payment = o.payment AND a.sequence = o.sequence AND a.endpoint = o.endpoint
                            AND a.number = o.attempts
        WHERE o.merchant = ?1 AND (?2 IS NULL OR \(lane("o")) = ?2)
          AND (?3 = 0 OR ?3 = CASE WHEN o.due IS NOT NULL THEN 1 WHEN a.status BETWEEN 200 AND 299 THEN 2 ELSE 3 END)
        ORDER BY p.id DESC, o.sequence DESC, o.endpoint LIMIT ?4
        """
    }

    private static let isFirst = """
        (NOT EXISTS (SELECT 1 FROM outbox p WHERE p.payment = o.payment AND p.sequence < o.sequence
                                              AND p.due IS NOT NULL AND \(lane("p")) = \(lane("o")))
         AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.payment = o.payment AND p.sequence = o.sequence
                                                  AND p.endpoint >= \(lane("o")) AND p.endpoint < o.endpoint
                                                  AND p.due IS NOT NULL))
        """

    /// What is told in order: all topics of a subscription together, an address by itself.
    private static func lane(_ row: String) -> String {
        """
        CASE WHEN \(row).endpoint LIKE 'subscription:%' THEN substr(\(row).endpoint, 1, 45) ELSE \(row).endpoint END
        """
    }

    /// Steps from settlement to settlement through the index: the time it takes grows with settlements, not with rows.
    private static func settlements(_ end: String, _ beyond: String) -> String {
        """
        WITH RECURSIVE ids (id) AS (
            SELECT \(end)(settlement) FROM events WHERE settlement \(beyond)= ?2
            UNION ALL
            SELECT (SELECT \(end)(settlement) FROM events WHERE settlement \(beyond) id) FROM ids WHERE id IS NOT NULL)
        SELECT ids.id FROM ids CROSS JOIN payments p
            ON p.id = (SELECT payment FROM events WHERE settlement = ids.id LIMIT 1)
        WHERE p.merchant = ?1 AND (?4 IS NULL OR p.account = ?4) LIMIT ?3
        """
    }

    /// Steps from merchant to merchant through the index: the time it takes grows with merchants, not with rows.
    private static func nextOfEach(_ table: String) -> String {
        """
        WITH RECURSIVE merchants (id) AS (
            SELECT (SELECT min(merchant) FROM \(table) WHERE due IS NOT NULL)
            UNION ALL
            SELECT (SELECT min(merchant) FROM \(table) WHERE due IS NOT NULL AND merchant > id) FROM merchants
            WHERE id IS NOT NULL)
        SELECT id, (SELECT min(due) FROM \(table) WHERE merchant = id AND due IS NOT NULL) FROM merchants
        WHERE id IS NOT NULL
        """
    }
}
