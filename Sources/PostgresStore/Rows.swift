import Engine
import Ledger
import PaymentCore

/// Rows into values. A row that contradicts itself is `CorruptRecord`.
enum Rows {
    /// Columns of `SQL.payment`.
    static func payment(_ row: Row) throws(CorruptRecord) -> PaymentRecord {
        let id: PaymentID = try identifier(row.blob(12))
        let birth = try Payment.Birth(canonicalBytes: row.blob(8))
        let state = try Payment.State(canonicalBytes: row.blob(9))
        let payment = Payment(id: id, birth: birth, state: state, details: Details(row.blob(13)))
        // Before anything is calculated: money that does not add up cannot be subtracted.
        do throws(InvariantBroken) {
            try payment.checkAmounts()
        } catch {
            throw CorruptRecord("\(error.name): \(error.detail)")
        }
        let columns = (1...7).map { row.integer($0) }
        guard columns == amounts(of: payment) else { throw CorruptRecord("amount columns differ from the state") }
        guard row.blob(0) == birth.account.bytes, row.blob(14) == birth.merchant.bytes,
            row.text(15) == birth.requested.currency.code
        else { throw CorruptRecord("account, merchant or currency column differs from the birth") }
        return PaymentRecord(payment: payment, head: row.blob(10), quarantine: row.optionalText(11))
    }

    /// The amount columns in their order: authorized, captured, released, refunded, capturing, releasing, refunding.
    static func amounts(of payment: Payment) -> [Int64] {
        [
            payment.state.authorized, payment.state.captured, payment.state.released, payment.state.refunded,
            payment.pendingCaptures.minorUnits, payment.pendingReleases.minorUnits, payment.pendingRefunds.minorUnits,
        ]
    }

    /// Columns of `SQL.event`.
    static func event(_ row: Row) throws(CorruptRecord) -> EventRecord {
        guard row.integer(1) > 0 else { throw CorruptRecord("I8: event \(row.integer(1)) does not count from 1") }
        let event = Event(
            payment: try identifier(row.blob(0)), sequence: Int(row.integer(1)),
            at: Instant(milliseconds: row.integer(2)), fact: try Event.Fact(canonicalBytes: row.blob(3)),
            details: Details(row.blob(5)))
        guard row.integer(12) == Int64(event.fact.number) else {
            throw CorruptRecord("kind column differs from the fact")
        }
        guard event.movement == (row.integer(9), row.integer(10), row.integer(11)) else {
            throw CorruptRecord("I3: entries of event \(event.sequence) differ from its fact")
        }
        return EventRecord(
            event: event, state: try Payment.State(canonicalBytes: row.blob(4)), salt: row.blob(6),
            commitment: row.blob(7), hash: row.blob(8), endpoints: [])
    }

    /// Columns of `SQL.claims`.
    static func claim(_ row: Row) throws(CorruptRecord) -> ClaimRecord {
        let outcome: ClaimRecord.Outcome
        if let events = row.optionalInteger(5) {
            guard events > 0 else { throw CorruptRecord("I5: a claim on \(events) events") }
            outcome = .accepted(
                DecisionPlace(
                    payment: try identifier(row.blob(3)), sequence: Int(row.integer(4)), eventCount: Int(events)))
        } else if let answer = row.optionalBlob(7) {
            outcome = .answer(answer)
        } else {
            outcome = .refused(try Refusal(canonicalBytes: row.blob(6)))
        }
        return ClaimRecord(
            merchant: try identifier(row.blob(0)), fingerprint: row.blob(1), expiresAt: row.instant(2), outcome: outcome
        )
    }

    /// Columns due, payment, kind, operation, merchant.
    static func deadline(_ row: Row) throws(CorruptRecord) -> Deadline {
        guard let kind = UInt8(exactly: row.integer(2)).flatMap({ Deadline.Kind(rawValue: $0) }) else {
            throw CorruptRecord("a deadline of unknown kind \(row.integer(2))")
        }
        return Deadline(
            due: Instant(milliseconds: row.integer(0)), merchant: try identifier(row.blob(4)),
            payment: try identifier(row.blob(1)), kind: kind, operation: try identifier(row.blob(3)))
    }

    /// Columns id, bytes, expires.
    static func document(_ row: Row, of collection: DocumentCollection) -> Document {
        Document(key: DocumentKey(collection, row.blob(0)), bytes: row.blob(1), expiresAt: row.instant(2))
    }

    /// Columns id, bytes, expires, merchant, wire, kind.
    static func document(_ row: Row) throws(CorruptRecord) -> Document {
        document(
            row,
            of: DocumentCollection(
                merchant: try identifier(row.blob(3)), wire: WireName(row.text(4)), kind: row.text(5)))
    }

    /// Columns id, name, at, frozen, payments.
    static func snapshot(_ row: Row) throws(CorruptRecord) -> Snapshot {
        Snapshot(
            id: try identifier(row.blob(0)), name: row.optionalBlob(1).map { String(decoding: $0, as: UTF8.self) },
            at: Instant(milliseconds: row.integer(2)), isFrozen: row.bool(3), payments: Int(row.integer(4)))
    }

    /// Columns payment, sequence, endpoint, due, attempts.
    static func delivery(_ row: Row) throws(CorruptRecord) -> WaitingDelivery {
        WaitingDelivery(
            place: try place(row), due: Instant(milliseconds: row.integer(3)), attempts: Int(row.integer(4)))
    }

    /// Columns payment, sequence, endpoint, due, attempts, status of the last attempt.
    static func deliveryRecord(_ row: Row) throws(CorruptRecord) -> DeliveryRecord {
        DeliveryRecord(
            place: try place(row), due: row.instant(3), attempts: Int(row.integer(4)),
            lastStatus: row.optionalInteger(5).map { Int($0) })
    }

    /// Columns payment, sequence, endpoint.
    private static func place(_ row: Row) throws(CorruptRecord) -> DeliveryPlace {
        DeliveryPlace(payment: try identifier(row.blob(0)), sequence: Int(row.integer(1)), endpoint: row.text(2))
    }

    /// Columns sequence, endpoint, number, at, took, status, note, next, request.
    static func attempt(_ row: Row, of payment: PaymentID) throws(CorruptRecord) -> DeliveryAttempt {
        let request = row.blob(8)
        return DeliveryAttempt(
            place: DeliveryPlace(payment: payment, sequence: Int(row.integer(0)), endpoint: row.text(1)),
            number: Int(row.integer(2)), at: Instant(milliseconds: row.integer(3)),
            took: Interval(milliseconds: row.integer(4)), status: row.optionalInteger(5).map { Int($0) },
            note: row.text(6), next: row.instant(7),
            request: request.isEmpty ? nil : try SentRequest(canonicalBytes: request))
    }

    static func identifier<Kind>(_ bytes: [UInt8]) throws(CorruptRecord) -> Identifier<Kind> {
        try Identifier<Kind>(canonicalBytes: bytes)
    }
}

extension Row {
    func instant(_ column: Int32) -> Instant? { optionalInteger(column).map { Instant(milliseconds: $0) } }
}
