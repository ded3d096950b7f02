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
        // Before anything is calculated: money that does not add up cannot be subtracted.
        do throws(InvariantBroken) {
            try payment.checkAmounts()
        } catch {
            throw CorruptRecord("\(error.name): \(error.detail)")
        }
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
        guard row.integer(1) > 0 else { throw CorruptRecord("I8: event \(row.integer(1)) does not count from 1") }
        let event = Event(
            payment: try identifier(row.blob(0)), sequence: Int(row.integer(1)),
            at: Instant(milliseconds: row.integer(3)), fact: try Event.Fact(canonicalBytes: row.blob(4)),
            details: Details(row.blob(6)))
        guard row.integer(13) == Int64(event.fact.number) else {
            throw CorruptRecord("kind column differs from the fact")
        }
        guard event.movement == (row.integer(10), row.integer(11), row.integer(14)) else {
            throw CorruptRecord("I3: entries of event \(event.sequence) differ from its fact")
        }
        let record = EventRecord(
            event: event, state: try Payment.State(canonicalBytes: row.blob(5)), salt: row.blob(7),
            commitment: row.blob(8), hash: row.blob(9), endpoints: [])
        return StoredEvent(record: record, previous: row.optionalInteger(2))
    }

    /// Columns of `SQL.claim`.
    static func claim(_ row: Statement) throws(CorruptRecord) -> ClaimRecord {
        let outcome: ClaimRecord.Outcome
        if let events = row.optionalInteger(2) {
            guard !row.blob(5).isEmpty else { throw CorruptRecord("I5: a claim points to a missing event") }
            guard events > 0, events <= Int32.max else { throw CorruptRecord("I5: a claim on \(events) events") }
            outcome = .accepted(
                DecisionPlace(
                    payment: try identifier(row.blob(5)), sequence: Int(row.integer(6)), eventCount: Int(events)))
        } else if row.blob(3).isEmpty {
            outcome = .answer(row.blob(4))
        } else {
            outcome = .refused(try Refusal(canonicalBytes: row.blob(3)))
        }
        return ClaimRecord(
            merchant: try identifier(row.blob(9)), fingerprint: row.blob(0),
            expiresAt: row.optionalInteger(1).map { Instant(milliseconds: $0) },
            outcome: outcome)
    }

    /// Columns due, payment, kind, operation, merchant.
    static func deadline(_ row: Statement) throws(CorruptRecord) -> Deadline {
        guard let kind = UInt8(exactly: row.integer(2)).flatMap({ Deadline.Kind(rawValue: $0) }) else {
            throw CorruptRecord("a deadline of unknown kind \(row.integer(2))")
        }
        return Deadline(
            due: Instant(milliseconds: row.integer(0)), merchant: try identifier(row.blob(4)),
            payment: try identifier(row.blob(1)), kind: kind, operation: try identifier(row.blob(3)))
    }

    /// Columns id, bytes, expires.
    static func document(_ row: Statement, of collection: DocumentCollection) -> Document {
        Document(
            key: DocumentKey(collection, row.blob(0)), bytes: row.blob(1),
            expiresAt: row.optionalInteger(2).map { Instant(milliseconds: $0) })
    }

    /// Columns id, name, at, frozen, payments.
    static func snapshots(_ row: Statement, of merchant: MerchantID) throws -> [Snapshot] {
        row.bind(1, merchant)
        defer { row.reset() }
        var snapshots: [Snapshot] = []
        while try row.step() {
            snapshots.append(
                Snapshot(
                    id: try identifier(row.blob(0)), name: row.optionalText(1),
                    at: Instant(milliseconds: row.integer(2)), isFrozen: row.integer(3) == 1,
                    payments: Int(row.integer(4))))
        }
        return snapshots
    }

    /// Columns payment, sequence, endpoint, due, attempts.
    static func delivery(_ row: Statement) throws(CorruptRecord) -> WaitingDelivery {
        let place = DeliveryPlace(
            payment: try identifier(row.blob(0)), sequence: Int(row.integer(1)), endpoint: row.text(2))
        return WaitingDelivery(
            place: place, due: Instant(milliseconds: row.integer(3)), attempts: Int(row.integer(4)))
    }

    /// Columns payment, sequence, endpoint, due, attempts, status of the last attempt.
    static func deliveryRecord(_ row: Statement) throws(CorruptRecord) -> DeliveryRecord {
        let place = DeliveryPlace(
            payment: try identifier(row.blob(0)), sequence: Int(row.integer(1)), endpoint: row.text(2))
        return DeliveryRecord(
            place: place, due: row.optionalInteger(3).map { Instant(milliseconds: $0) }, attempts: Int(row.integer(4)),
            lastStatus: row.optionalInteger(5).map { Int($0) })
    }

    /// Columns sequence, endpoint, number, at, took, status, note, next, request.
    static func attempt(_ row: Statement, of payment: PaymentID) throws(CorruptRecord) -> DeliveryAttempt {
        let request = row.blob(8)
        return DeliveryAttempt(
            place: DeliveryPlace(payment: payment, sequence: Int(row.integer(0)), endpoint: row.text(1)),
            number: Int(row.integer(2)), at: Instant(milliseconds: row.integer(3)),
            took: Interval(milliseconds: row.integer(4)), status: row.optionalInteger(5).map { Int($0) },
            note: row.text(6), next: row.optionalInteger(7).map { Instant(milliseconds: $0) },
            request: request.isEmpty ? nil : try SentRequest(canonicalBytes: request))
    }

    static func identifier<Kind>(_ bytes: [UInt8]) throws(CorruptRecord) -> Identifier<Kind> {
        try Identifier<Kind>(canonicalBytes: bytes)
    }
}

/// An event with its place in the file.
struct StoredEvent {
    let record: EventRecord
    let previous: Int64?
}
