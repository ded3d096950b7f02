/// What belongs to a merchant, table by table, and how it is erased, kept in a snapshot and brought back: all of it in
/// SQL, so that it takes no memory however much it is. A snapshot's tables have the same columns behind its name.
package enum KeptTable: String, CaseIterable, Sendable {
    // Payments come last: what belongs to them is found by them.
    case events, outbox, attempts, claims, deadlines, documents, names, phases, payments

    package var columns: String {
        switch self {
        case .events:
            """
            payment, sequence, writer, batch, place, at, kind, held, payable, settled, settlement, merchant, body, state, \
            details, salt, commitment, hash
            """
        case .outbox: "payment, sequence, endpoint, merchant, due, attempts, holder"
        case .attempts: "payment, sequence, endpoint, number, at, took, status, note, next, request"
        case .claims: "digest, merchant, fingerprint, expires, payment, sequence, events, refusal, answer"
        case .deadlines: "payment, due, kind, operation, merchant, holder"
        case .documents: "merchant, wire, kind, id, bytes, expires"
        case .payments:
            """
            id, merchant, account, currency, authorized, captured, released, refunded, capturing, releasing, refunding, \
            birth, state, head, sequence, details_sequence, quarantine, wire, requested, born
            """
        case .names: "payment, name, merchant"
        case .phases: "payment, merchant, phase, born"
        }
    }

    /// Which rows are the merchant's, `$1`.
    private var isOwn: String {
        switch self {
        case .events, .outbox, .attempts: "payment IN (SELECT id FROM payments WHERE merchant = $1::bytea)"
        case .claims, .deadlines, .documents, .names, .phases, .payments: "merchant = $1::bytea"
        }
    }

    /// Of the merchant `$1` into the snapshot `$2`.
    package var keep: String {
        """
        INSERT INTO snapshot_\(rawValue) (snapshot, \(columns)) SELECT $2::bytea, \(columns) FROM \(rawValue) WHERE \(isOwn)
        """
    }

    /// What the merchant `$1` has. Of an event its batch, place and hash stay, for the seals of the batches; where `$2`
    /// names a snapshot to be brought back, events that it holds stay where they are.
    package var erase: String {
        guard self == .events else { return "DELETE FROM \(rawValue) WHERE \(isOwn)" }
        return """
            WITH gone AS (
                DELETE FROM events e WHERE \(isOwn) AND NOT EXISTS (
                    SELECT 1 FROM snapshot_events s
                    WHERE s.snapshot = $2::bytea AND s.payment = e.payment AND s.sequence = e.sequence
                      AND (s.writer, s.batch, s.place) = (e.writer, e.batch, e.place))
                RETURNING writer, batch, place, hash)
            INSERT INTO erased_events (writer, batch, place, hash) SELECT writer, batch, place, hash FROM gone
            """
    }

    /// What the snapshot `$1` holds.
    package var restore: [String] {
        let back = """
            INSERT INTO \(rawValue) (\(columns)) SELECT \(columns) FROM snapshot_\(rawValue) AS s WHERE snapshot = $1::bytea
            """
        guard self == .events else { return [back] }
        return [
            """
            \(back) AND NOT EXISTS (SELECT 1 FROM events e WHERE e.payment = s.payment AND e.sequence = s.sequence)
            """,
            """
            DELETE FROM erased_events e USING snapshot_events s
            WHERE s.snapshot = $1::bytea AND (e.writer, e.batch, e.place) = (s.writer, s.batch, s.place)
            """,
        ]
    }

    package var forget: String { "DELETE FROM snapshot_\(rawValue) WHERE snapshot = $1::bytea" }
}
