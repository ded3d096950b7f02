/// Every statement that runs in a batch or a read, in one place to be read and planned.
enum SQL {
    // MARK: Loading

    static let payment = """
        SELECT p.account, p.authorized, p.captured, p.released, p.refunded, p.capturing, p.releasing, p.refunding,
               p.birth, p.state, p.head, p.last_event, p.details_event, p.quarantine, e.details, p.id
        FROM payments p LEFT JOIN events e ON e.number = p.details_event
        WHERE p.id = ?1
        """
    static let claim = """
        SELECT c.fingerprint, c.expires, c.events, c.refusal, c.answer, e.payment, e.sequence, c.event
        FROM claims c LEFT JOIN events e ON e.number = c.event
        WHERE c.digest = ?1
        """
    static let deadlineExists =
        "SELECT 1 FROM deadlines WHERE due = ?1 AND payment = ?2 AND kind = ?3 AND operation = ?4"
    static let lastBatch = "SELECT number, digest FROM batches ORDER BY number DESC LIMIT 1"
    static let lastEvent = "SELECT ifnull(max(number), 0) FROM events"
    static let hasBatch = "SELECT 1 FROM batches WHERE number = ?1"

    // MARK: Writing

    static let insertPayment = """
        INSERT INTO payments (id, account, authorized, captured, released, refunded, capturing, releasing, refunding,
                              birth, state, head, last_event, details_event)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """
    static let updatePayment = """
        UPDATE payments SET authorized = ?3, captured = ?4, released = ?5, refunded = ?6, capturing = ?7,
               releasing = ?8, refunding = ?9, state = ?11, head = ?12, last_event = ?13, details_event = ?14
        WHERE id = ?1 AND account = ?2 AND birth = ?10
        """
    static let quarantine = "UPDATE payments SET quarantine = ?2 WHERE id = ?1"
    static let insertEvent = """
        INSERT INTO events (number, payment, sequence, previous, batch, at, kind, held, payable, body, state, details,
                            salt, commitment, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """
    static let upsertClaim = """
        INSERT OR REPLACE INTO claims (digest, fingerprint, expires, event, events, refusal, answer)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """
    static let insertDeadline =
        "INSERT OR IGNORE INTO deadlines (due, payment, kind, operation) VALUES (?1, ?2, ?3, ?4)"
    static let deleteDeadline = "DELETE FROM deadlines WHERE due = ?1 AND payment = ?2 AND kind = ?3 AND operation = ?4"
    static let insertOutbox = "INSERT INTO outbox (event, endpoint) VALUES (?1, ?2)"
    static let insertBatch = "INSERT INTO batches (number, at, events, digest) VALUES (?1, ?2, ?3, ?4)"
    /// Keys whose time is over are forgotten a stretch at a time: up to 64 from a place in the table.
    static let forgetClaims = """
        DELETE FROM claims WHERE digest IN (
            SELECT digest FROM (SELECT digest, expires FROM claims WHERE digest >= ?1 ORDER BY digest LIMIT 64)
            WHERE expires <= ?2)
        """

    // MARK: Reading

    static let event = """
        SELECT payment, sequence, previous, at, body, state, details, salt, commitment, hash, held, payable, batch, kind,
               number
        FROM events WHERE number = ?1
        """
    static let newest = "SELECT id FROM payments WHERE account = ?1 AND id <= ?2 ORDER BY id DESC LIMIT ?3"
    static let oldest = "SELECT id FROM payments WHERE account = ?1 AND id >= ?2 ORDER BY id LIMIT ?3"
    static let dueDeadlines = """
        SELECT due, payment, kind, operation FROM deadlines WHERE due <= ?1
        ORDER BY due, payment, kind, operation LIMIT ?2
        """
    static let nextDeadline = "SELECT min(due) FROM deadlines"
}
