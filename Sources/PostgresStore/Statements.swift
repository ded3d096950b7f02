import Engine

/// Every statement that runs in a batch, in one place to be read and planned. Each takes whole columns and does all rows
/// at once, so that a batch takes as many round trips however large it is. Rows that others may write are locked in the
/// order of their keys.
package enum SQL {
    static let begin = "BEGIN"
    static let commit = "COMMIT"
    static let rollback = "ROLLBACK"
    /// Committing may wait for a standby, and must not be broken off: it would look as if it had succeeded.
    static let waitForCommit = "SET LOCAL statement_timeout = 0"

    // MARK: Loading

    /// One of a merchant's batches beside the others; or `$1` alone, while everything of a merchant changes.
    static let shareMerchants = "SELECT pg_advisory_xact_lock_shared(k) FROM unnest($1::int8[]) k"
    static let lockMerchants = "SELECT pg_advisory_xact_lock(k) FROM unnest($1::int8[]) k"
    /// First the lock, then a look: what is read is as whoever held the lock before left it.
    package static let lockPayments = "SELECT id FROM payments WHERE id = ANY($1::bytea[]) ORDER BY id FOR UPDATE"
    package static let payments = payment + "WHERE p.id = ANY($1::bytea[])"
    package static let claims = """
        SELECT merchant, fingerprint, expires, payment, sequence, events, refusal, answer, digest
        FROM claims WHERE digest = ANY($1::bytea[]) ORDER BY digest FOR UPDATE
        """
    package static let deadlines = """
        SELECT d.due, d.payment, d.kind, d.operation, d.merchant
        FROM unnest($1::bytea[], $2::int8[], $3::int8[], $4::bytea[]) k (payment, due, kind, operation)
        JOIN deadlines d ON d.payment = k.payment AND d.due = k.due AND d.kind = k.kind AND d.operation = k.operation
        """
    package static let lockDocuments = documents + " ORDER BY d.merchant, d.wire, d.kind, d.id FOR UPDATE OF d"
    package static let documents = """
        SELECT d.id, d.bytes, d.expires, d.merchant, d.wire, d.kind
        FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[]) k (merchant, wire, kind, id)
        JOIN documents d ON d.merchant = k.merchant AND d.wire = k.wire AND d.kind = k.kind AND d.id = k.id
        """
    package static let lastBatch = """
        SELECT number, digest FROM batches WHERE writer = $1::bytea ORDER BY number DESC LIMIT 1
        """
    package static let hasBatch = """
        SELECT 1 FROM batches WHERE writer = $1::bytea AND number = $2::int8 AND NOT is_void
        """
    /// Takes the place of a batch that may still be on its way: waits for it, and keeps it out if it has not come.
    package static let voidBatch = """
        INSERT INTO batches (writer, number, at, events, digest, is_void)
        VALUES ($1::bytea, $2::int8, $3::int8, 0, $4::bytea, true) ON CONFLICT (writer, number) DO NOTHING
        """
    /// Writes, so that its own commit waits for the standby: what is seen then is there too.
    package static let confirmBatch = """
        UPDATE batches SET at = at WHERE writer = $1::bytea AND number = $2::int8 RETURNING is_void
        """

    // MARK: Writing

    package static let insertPayments = """
        INSERT INTO payments (id, merchant, account, currency, authorized, captured, released, refunded, capturing,
                              releasing, refunding, birth, state, head, sequence, details_sequence, wire, requested, born)
        SELECT * FROM \(paymentColumns)
        """
    /// Found by its identifier alone: given its merchant too, a plan made while the table is empty walks the merchant's index.
    package static let updatePayments = """
        UPDATE payments p SET authorized = n.authorized, captured = n.captured, released = n.released,
               refunded = n.refunded, capturing = n.capturing, releasing = n.releasing, refunding = n.refunding,
               state = n.state, head = n.head, sequence = n.sequence, details_sequence = n.details_sequence
        FROM unnest($1::bytea[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[],
                    $9::int8[], $10::bytea[], $11::bytea[], $12::int8[], $13::int8[])
        n (id, birth, authorized, captured, released, refunded, capturing, releasing, refunding, state, head, sequence,
           details_sequence)
        WHERE p.id = n.id AND p.birth = n.birth
        """
    private static let paymentColumns = """
        unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[], $5::int8[], $6::int8[], $7::int8[], $8::int8[],
               $9::int8[], $10::int8[], $11::int8[], $12::bytea[], $13::bytea[], $14::bytea[], $15::int8[], $16::int8[],
               $17::text[], $18::int8[], $19::int8[])
        n (id, merchant, account, currency, authorized, captured, released, refunded, capturing, releasing, refunding,
           birth, state, head, sequence, details_sequence, wire, requested, born)
        """
    package static let quarantine = """
        UPDATE payments p SET quarantine = n.reason FROM unnest($1::bytea[], $2::text[]) n (id, reason) WHERE p.id = n.id
        """
    package static let insertEvents = """
        INSERT INTO events (writer, batch, payment, sequence, place, at, kind, held, payable, settled, settlement, merchant,
                            body, state, details, salt, commitment, hash)
        SELECT $1::bytea, $2::int8, n.* FROM
        unnest($3::bytea[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int8[],
               $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[], $17::bytea[],
               $18::bytea[]) n
        """
    /// Of the payment `$1`, up to the event `$2`.
    package static let eraseDetails = [
        "UPDATE events SET details = NULL, salt = NULL WHERE payment = $1::bytea AND sequence < $2::int8",
        "UPDATE attempts SET request = NULL WHERE payment = $1::bytea AND sequence < $2::int8",
        "DELETE FROM names WHERE payment = $1::bytea AND $2::int8 > 0",
    ]
    /// Claims that were there when the batch looked may be taken over; one that came since makes it look again.
    package static let upsertClaims = """
        INSERT INTO claims AS c (digest, merchant, fingerprint, expires, payment, sequence, events, refusal, answer)
        SELECT n.* FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::int8[], $5::bytea[], $6::int8[], $7::int8[],
                               $8::bytea[], $9::bytea[]) n
        ON CONFLICT (digest) DO UPDATE SET merchant = excluded.merchant, fingerprint = excluded.fingerprint,
            expires = excluded.expires, payment = excluded.payment, sequence = excluded.sequence,
            events = excluded.events, refusal = excluded.refusal, answer = excluded.answer
        WHERE c.digest = ANY($10::bytea[])
        """
    package static let insertDeadlines = """
        INSERT INTO deadlines (payment, due, kind, operation, merchant, holder)
        SELECT n.*, $6::bytea FROM unnest($1::bytea[], $2::int8[], $3::int8[], $4::bytea[], $5::bytea[]) n
        ON CONFLICT (payment, due, kind, operation) DO NOTHING
        """
    package static let deleteDeadlines = """
        DELETE FROM deadlines d USING unnest($1::bytea[], $2::int8[], $3::int8[], $4::bytea[])
        k (payment, due, kind, operation)
        WHERE d.payment = k.payment AND d.due = k.due AND d.kind = k.kind AND d.operation = k.operation
        """
    package static let insertOutbox = """
        INSERT INTO outbox (payment, sequence, endpoint, due, merchant, attempts, holder)
        SELECT n.*, 0, $6::bytea FROM unnest($1::bytea[], $2::int8[], $3::text[], $4::int8[], $5::bytea[]) n
        """
    /// A notice, or a delivery that is to be made once more.
    package static let upsertDeliveries = """
        INSERT INTO outbox AS o (payment, sequence, endpoint, due, merchant, attempts, holder)
        SELECT n.*, 0, $6::bytea FROM unnest($1::bytea[], $2::int8[], $3::text[], $4::int8[], $5::bytea[]) n
        ON CONFLICT (payment, sequence, endpoint) DO UPDATE SET due = excluded.due, holder = excluded.holder
        WHERE o.merchant = excluded.merchant
        """
    /// Only the attempt after the last one counts: a repeated record, or one about something that is gone, changes nothing.
    package static let insertAttempts = """
        WITH n AS (
            SELECT * FROM unnest($1::bytea[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],
                                 $8::bytea[], $9::int8[], $10::bytea[])
            n (payment, sequence, endpoint, number, at, took, status, note, next, request)),
        counted AS (
            UPDATE outbox o SET due = n.next, attempts = n.number FROM n
            WHERE o.payment = n.payment AND o.sequence = n.sequence AND o.endpoint = n.endpoint
                  AND o.attempts = n.number - 1
            RETURNING n.payment, n.sequence, n.endpoint, n.number, n.at, n.took, n.status, n.note, n.next, n.request)
        INSERT INTO attempts (payment, sequence, endpoint, number, at, took, status, note, next, request)
        SELECT * FROM counted ON CONFLICT (payment, sequence, endpoint, number) DO NOTHING
        """
    package static let putDocuments = """
        \(insertDocuments) DO UPDATE SET bytes = excluded.bytes, expires = excluded.expires
        """
    /// Where nothing may be: what came in the meantime makes the batch look again.
    package static let putNewDocuments = "\(insertDocuments) DO NOTHING"
    private static let insertDocuments = """
        INSERT INTO documents (merchant, wire, kind, id, bytes, expires)
        SELECT n.* FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::int8[]) n
        ON CONFLICT (merchant, wire, kind, id)
        """
    package static let removeDocuments = """
        DELETE FROM documents d USING unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[]) k (merchant, wire, kind, id)
        WHERE d.merchant = k.merchant AND d.wire = k.wire AND d.kind = k.kind AND d.id = k.id
        """
    package static let insertBatch = """
        INSERT INTO batches (writer, number, at, events, digest) VALUES ($1::bytea, $2::int8, $3::int8, $4::int8, $5::bytea)
        """
    /// Keys whose time is over are forgotten a stretch at a time: up to 64 from a place in the table, but those that a batch
    /// is looking at. Only what goes is locked: a lock writes to its row.
    package static let forgetClaims = """
        DELETE FROM claims WHERE digest = ANY(ARRAY(
            SELECT digest FROM claims WHERE expires <= $2::int8 AND digest = ANY(ARRAY(
                SELECT digest FROM (
                    SELECT digest, expires FROM claims WHERE digest >= $1::bytea ORDER BY digest LIMIT 64) stretch
                WHERE expires <= $2::int8))
            FOR UPDATE SKIP LOCKED))
        """

    // MARK: Everything of a merchant

    static let insertSnapshot = """
        INSERT INTO snapshots (id, merchant, name, at, frozen, payments)
        VALUES ($1::bytea, $2::bytea, $3::bytea, $4::int8, $5::int8 = 1, $6::int8)
        """
    static let forgetSnapshot = "DELETE FROM snapshots WHERE id = $1::bytea"
    package static let paymentCount = "SELECT count(*) FROM payments WHERE merchant = $1::bytea"
    package static let snapshots = """
        SELECT id, name, at, frozen, payments FROM snapshots WHERE merchant = $1::bytea ORDER BY id
        """

    /// A payment with its current details, without a condition.
    static let payment = """
        SELECT p.account, p.authorized, p.captured, p.released, p.refunded, p.capturing, p.releasing, p.refunding,
               p.birth, p.state, p.head, p.quarantine, p.id, e.details, p.merchant, p.currency
        FROM payments p LEFT JOIN events e ON e.payment = p.id AND e.sequence = p.details_sequence

        """
}
