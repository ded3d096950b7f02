import Engine
import Ledger
import PaymentCore

/// Rows into values. A row that contradicts itself is `CorruptRecord`.
enum Rows {
    /// Columns of `SQL.payment`.
    static func payment(_ row: Statement) throws(CorruptRecord) -> (
        record: PaymentRecord, lastEvent: Int64, detailsEvent: Int64
    ) {
        let id: PaymentID = try identifier(row.blob(15))
        let birth = try Payment.Birth(canonicalBytes: row.blob(8))
        let state = try Payment.State(canonicalBytes: row.blob(9))
        let payment = Payment(id: id, birth: birth, state: state, details: Details(row.blob(14)))
        let columns = (1...7).map { row.integer(Int32($0)) }
        guard columns == amounts(of: payment) else { throw CorruptRecord("amount columns differ from the state") }
        guard row.blob(0) == birth.account.bytes else { throw CorruptRecord("account column differs from the birth") }
        let record = PaymentRecord(payment: payment, head: row.blob(10), quarantine: row.optionalText(13))
        return (record, row.integer(11), row.integer(12))
    }

    /// The amount columns in their order: authorized, captured, released, refunded, capturing, releasing, refunding.
    static func amounts(of payment: Payment) -> [Int64] {
        [
            payment.state.authorized, payment.state.captured, payment.state.released, payment.state.refunded,
            payment.pendingCaptures.minorUnits, payment.pendingReleases.minorUnits, payment.pendingRefunds.minorUnits,
        ]
    }

    /// Columns of `SQL.event`.
    static func event(_ row: Statement) throws(CorruptRecord) -> StoredEvent {
        let event = Event(
            payment: try identifier(row.blob(0)), sequence: Int(row.integer(1)),
            at: Instant(milliseconds: row.integer(3)), fact: try Event.Fact(canonicalBytes: row.blob(4)),
            details: Details(row.blob(6)))
        guard row.integer(13) == Int64(event.fact.number) else {
            throw CorruptRecord("kind column differs from the fact")
        }
        guard event.movement == (row.integer(10), row.integer(11)) else {
            throw CorruptRecord("I3: entries of event \(event.sequence) differ from its fact")
        }
        let record = EventRecord(
            event: event, state: try Payment.State(canonicalBytes: row.blob(5)), salt: row.blob(7),
            commitment: row.blob(8), hash: row.blob(9), endpoints: [])
        return StoredEvent(number: row.integer(14), record: record, previous: row.optionalInteger(2))
    }

    /// Columns of `SQL.claim`.
    static func claim(_ row: Statement) throws(CorruptRecord) -> ClaimRecord {
        let outcome: ClaimRecord.Outcome
        if let events = row.optionalInteger(2) {
            guard !row.blob(5).isEmpty else { throw CorruptRecord("I5: a claim points to a missing event") }
            outcome = .accepted(
                DecisionPlace(
                    payment: try identifier(row.blob(5)), sequence: Int(row.integer(6)), eventCount: Int(events)))
        } else if row.blob(3).isEmpty {
            outcome = .answer(row.blob(4))
        } else {
            outcome = .refused(try Refusal(canonicalBytes: row.blob(3)))
        }
        return ClaimRecord(
            fingerprint: row.blob(0), expiresAt: row.optionalInteger(1).map { Instant(milliseconds: $0) },
            outcome: outcome)
    }

    /// Columns due, payment, kind, operation.
    static func deadline(_ row: Statement) throws(CorruptRecord) -> Deadline {
        guard let kind = Deadline.Kind(rawValue: UInt8(truncatingIfNeeded: row.integer(2))) else {
            throw CorruptRecord("unknown deadline")
        }
        return Deadline(
            due: Instant(milliseconds: row.integer(0)), payment: try identifier(row.blob(1)), kind: kind,
            operation: try identifier(row.blob(3)))
    }

    static func identifier<Kind>(_ bytes: [UInt8]) throws(CorruptRecord) -> Identifier<Kind> {
        try Identifier<Kind>(canonicalBytes: bytes)
    }
}

/// An event with its place in the file.
struct StoredEvent {
    let number: Int64
    let record: EventRecord
    let previous: Int64?
}
