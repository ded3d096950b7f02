import Engine
import PaymentCore

/// How the lines of each portion are found, always in the same order: by the key of their table.
extension SQL {
    /// The first event of each batch: events are counted from there. Numbers of erased events are never given again.
    static let firstEvents = """
        CREATE TEMP TABLE firsts (batch INTEGER NOT NULL PRIMARY KEY, number INTEGER NOT NULL);
        INSERT INTO firsts SELECT batch, min(number) FROM (
            SELECT batch, number FROM events UNION ALL SELECT batch, number FROM erased_events) GROUP BY batch
        """

    private static let claimColumns = "digest, fingerprint, expires, event, events, refusal, answer, merchant"

    /// Claims that had not moved to their places (`FreshClaims`); of two with the same digest the later one counts.
    static let waitingClaims = """
        CREATE TEMP TABLE waiting_claims (
            digest BLOB NOT NULL PRIMARY KEY, fingerprint, expires, event, events, refusal, answer, merchant
        ) WITHOUT ROWID;
        INSERT OR REPLACE INTO waiting_claims SELECT \(claimColumns) FROM fresh_claims ORDER BY number
        """

    fileprivate static let allClaims = """
        (SELECT \(claimColumns) FROM waiting_claims UNION ALL SELECT \(claimColumns) FROM claims c
         WHERE NOT EXISTS (SELECT 1 FROM waiting_claims w WHERE w.digest = c.digest))
        """

    static func count(of portion: Portion) -> String { "SELECT count(*) FROM \(portion.table) \(portion.condition)" }

    /// From the line after the first `?1`.
    static func export(_ portion: Portion) -> String {
        let (first, key) = portion.isKept ? ("t.snapshot, ", "t.snapshot, ") : ("", "")
        return """
            SELECT \(first)\(portion.values) FROM \(portion.table) t \(portion.joined) \(portion.condition)
            ORDER BY \(key)\(portion.key) LIMIT -1 OFFSET ?1
            """
    }
}

extension Portion {
    /// The only writer that there is here.
    private static let writer = "zeroblob(16)"

    fileprivate var table: String {
        let name =
            switch kind {
            case .erasedEvents: "erased_events"
            case .phases: "payments"
            case .claims where !isKept: SQL.allClaims
            default: kind.rawValue
            }
        return isKept ? "snapshot_" + name : name
    }

    fileprivate var condition: String { kind == .phases ? "WHERE phase <> \(Payment.Phase.captured.rawValue)" : "" }

    fileprivate var key: String {
        switch kind {
        case .batches, .erasedEvents, .events: "t.number"
        case .payments, .phases, .snapshots: "t.id"
        case .names: isKept ? "t.name, t.payment" : "t.merchant, t.name, t.payment"
        case .claims: "t.digest"
        case .deadlines: (isKept ? "" : "t.merchant, ") + "t.due, t.payment, t.kind, t.operation"
        case .outbox: "t.payment, t.sequence, t.endpoint"
        case .attempts: "t.payment, t.sequence, t.endpoint, t.number"
        case .documents: (isKept ? "" : "t.merchant, ") + "t.wire, t.kind, t.id"
        }
    }

    /// Events are pointed to by their number here, and by payment and sequence elsewhere.
    fileprivate var joined: String {
        let of = isKept ? "snapshot_" : ""
        func same(_ other: String) -> String { isKept ? "\(other).snapshot = t.snapshot AND" : "" }
        return switch kind {
        case .erasedEvents: "LEFT JOIN firsts f ON f.batch = t.batch"
        case .events:
            """
            LEFT JOIN firsts f ON f.batch = t.batch LEFT JOIN \(of)payments p ON \(same("p")) p.id = t.payment
            """
        case .payments:
            """
            LEFT JOIN \(of)events l ON \(same("l")) l.number = t.last_event
            LEFT JOIN \(of)events d ON \(same("d")) d.number = t.details_event
            """
        case .claims: "LEFT JOIN \(of)events e ON \(same("e")) e.number = t.event"
        default: ""
        }
    }

    /// In the order of `facts`.
    fileprivate var values: String {
        switch kind {
        case .batches: "\(Self.writer), t.number, t.at, t.events, t.digest"
        case .erasedEvents: "\(Self.writer), t.batch, t.number - f.number, t.hash"
        case .events:
            """
            t.payment, t.sequence, \(Self.writer), t.batch, t.number - f.number, t.at, t.kind, t.held, t.payable, \
            t.settled, t.settlement, iif(t.settlement IS NULL, NULL, p.merchant), t.body, t.state, t.details, t.salt, \
            t.commitment, t.hash
            """
        case .payments:
            """
            t.id, t.merchant, t.account, t.currency, t.authorized, t.captured, t.released, t.refunded, t.capturing, \
            t.releasing, t.refunding, t.birth, t.state, t.head, l.sequence, d.sequence, t.quarantine, t.wire, \
            t.requested, t.born
            """
        case .phases: "t.id, t.merchant, t.phase, t.born"
        case .names: "t.payment, t.name, t.merchant"
        case .claims:
            """
            t.digest, t.merchant, ifnull(t.fingerprint, x''), t.expires, e.payment, e.sequence, t.events, t.refusal, \
            t.answer
            """
        case .deadlines: "t.payment, t.due, t.kind, t.operation, t.merchant"
        case .outbox: "t.payment, t.sequence, t.endpoint, ifnull(t.merchant, x''), t.due, t.attempts"
        case .attempts:
            """
            t.payment, t.sequence, t.endpoint, t.number, t.at, t.took, t.status, t.note, t.next, nullif(t.request, x'')
            """
        case .documents: "t.merchant, t.wire, t.kind, t.id, t.bytes, t.expires"
        case .snapshots: "t.id, t.merchant, t.name, t.at, t.frozen, t.payments"
        }
    }
}
