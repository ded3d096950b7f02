/// What belongs to a merchant, table by table, and how it is erased, kept in a snapshot and brought back: all of it in
/// SQL, so that it takes no memory however much it is. A snapshot's tables have the same columns behind its name.
package enum KeptTable: String, CaseIterable, Sendable {
    // Payments come last: what belongs to them is found by them.
    case events, outbox, attempts, claims, deadlines, documents, names, payments

    package var columns: String {
        switch self {
        case .events:
            """
            number, payment, sequence, previous, batch, at, kind, held, payable, body, state, details, salt, commitment, \
            hash, settled, settlement
            """
        case .outbox: "payment, sequence, endpoint, due, attempts, merchant"
        case .attempts: "payment, sequence, endpoint, number, at, took, status, note, next, request"
        case .claims: "digest, fingerprint, expires, event, events, refusal, answer, merchant"
        case .deadlines: "merchant, due, payment, kind, operation"
        case .documents: "merchant, wire, kind, id, bytes, expires"
        case .names: "merchant, name, payment"
        case .payments:
            """
            id, account, authorized, captured, released, refunded, capturing, releasing, refunding, birth, state, head, \
            last_event, details_event, quarantine, merchant, phase, wire, currency, requested, born
            """
        }
    }

    /// Which rows are the merchant's, `?1`.
    private var isOwn: String {
        switch self {
        // Along each payment's chain: no index by merchant burdens the hot path.
        case .events:
            """
            number IN (
                WITH RECURSIVE own (number) AS (
                    SELECT last_event FROM payments WHERE merchant = ?1
                    UNION ALL SELECT e.previous FROM own JOIN events e ON e.number = own.number
                    WHERE e.previous IS NOT NULL)
                SELECT number FROM own)
            """
        case .outbox, .attempts: "payment IN (SELECT id FROM payments WHERE merchant = ?1)"
        case .claims, .deadlines, .documents, .names, .payments: "merchant = ?1"
        }
    }

    /// Of the merchant `?1` into the snapshot `?2`.
    package var keep: String {
        "INSERT INTO snapshot_\(rawValue) (snapshot, \(columns)) SELECT ?2, \(columns) FROM \(rawValue) WHERE \(isOwn)"
    }

    /// What the merchant `?1` has. Of an event its number, batch and hash stay, for the seals of the batches; where `?2`
    /// names a snapshot to be brought back, events that it holds stay where they are.
    package var erase: [String] {
        guard self == .events else { return ["DELETE FROM \(rawValue) WHERE \(isOwn)"] }
        let goes = """
            \(isOwn) AND NOT EXISTS (SELECT 1 FROM snapshot_events s WHERE s.snapshot = ?2 AND s.number = events.number)
            """
        return [
            "INSERT INTO erased_events (number, batch, hash) SELECT number, batch, hash FROM events WHERE \(goes)",
            "DELETE FROM events WHERE \(goes)",
        ]
    }

    /// What the snapshot `?1` holds.
    package var restore: [String] {
        let back = """
            INSERT INTO \(rawValue) (\(columns)) SELECT \(columns) FROM snapshot_\(rawValue) AS s WHERE snapshot = ?1
            """
        guard self == .events else { return [back] }
        return [
            back + " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.number = s.number)",
            "DELETE FROM erased_events WHERE number IN (SELECT number FROM snapshot_events WHERE snapshot = ?1)",
        ]
    }

    package var forget: String { "DELETE FROM snapshot_\(rawValue) WHERE snapshot = ?1" }
}
