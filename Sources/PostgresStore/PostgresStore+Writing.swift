import Engine
import Ledger
import PaymentCore

/// What a batch writes: all of it in one round trip.
extension PostgresStore {
    func write(_ commit: CommitBatch, over loaded: Loaded, on connection: Connection) throws {
        var writes = Writes()
        if let change = commit.data {
            // However much it is.
            writes.add(SQL.waitForCommit)
            add(change, to: &writes)
        }
        for (id, sequence) in commit.erased {
            for sql in SQL.eraseDetails { writes.add(sql, Parameters(.blob(id.bytes), .integer(Int64(sequence)))) }
        }
        try add(commit.events, of: commit, over: loaded, to: &writes)
        addPayments(commit, over: loaded, to: &writes)
        if !commit.quarantined.isEmpty {
            let set = commit.quarantined.sorted { $0.key < $1.key }
            writes.add(SQL.quarantine, Parameters(.blobs(set.map(\.key.bytes)), .texts(set.map(\.value))))
        }
        try addClaims(commit, over: loaded, to: &writes)
        if !commit.endedDeadlines.isEmpty {
            writes.add(SQL.deleteDeadlines, Parameters(commit.endedDeadlines.sorted()))
        }
        if !commit.newDeadlines.isEmpty {
            let new = commit.newDeadlines.sorted()
            var parameters = Parameters(new)
            parameters.add(.blobs(new.map(\.merchant.bytes)))
            parameters.add(.blob(holder))
            writes.add(SQL.insertDeadlines, parameters)
        }
        addDocuments(commit.documents, absent: loaded.absent, to: &writes)
        if !commit.marks.isEmpty {
            // Sent when the batch lands. Rare: such commits wait for each other.
            let merchants = commit.marks.keys.map { Optional(SQL.hex($0.bytes)) }
            writes.add(SQL.notify, Parameters(.text(SQL.hex(writer.bytes)), .texts(merchants)))
        }
        addAttempts(commit.attempts, to: &writes)
        addDeliveries(commit.deliveries, to: &writes)
        // A few claims a batch, from a random place in the table: no index to keep, no pause, and in time it meets all.
        let place = Identifier<Claim>(high: .random(in: 0...UInt64.max), low: 0)
        writes.add(
            SQL.forgetClaims, Parameters(.blob(place.bytes), .integer(commit.forgetsClaimsBy.milliseconds)))
        writes.add(
            SQL.insertBatch,
            Parameters(
                .blob(writer.bytes), .integer(commit.seal.number), .integer(commit.at.milliseconds),
                .integer(Int64(commit.events.count)), .blob(commit.seal.digest)))
        writes.add(SQL.waitForCommit)
        try writes.made(on: connection)
    }

    private func add(
        _ records: [EventRecord], of commit: CommitBatch, over loaded: Loaded, to writes: inout Writes
    ) throws {
        guard !records.isEmpty else { return }
        var sequences: [PaymentID: Int] = [:]
        for event in records.lazy.map(\.event) {
            let last = sequences[event.payment] ?? loaded.set.payments[event.payment]?.payment.state.sequence ?? 0
            guard event.sequence == last + 1 else { throw CorruptRecord("I8: event \(event.sequence) after \(last)") }
            sequences[event.payment] = event.sequence
        }
        let merchants = Dictionary(
            commit.payments.lazy.map { ($0.payment.id, $0.payment.birth.merchant.bytes) }, uniquingKeysWith: { $1 })
        writes.add(
            SQL.insertEvents,
            Parameters(
                .blob(writer.bytes), .integer(commit.seal.number), .blobs(records.map(\.event.payment.bytes)),
                .integers(records.map { Int64($0.event.sequence) }), .integers(records.indices.map { Int64($0) }),
                .integers(records.map(\.event.at.milliseconds)), .integers(records.map { Int64($0.event.fact.number) }),
                .integers(records.map(\.event.movement.held)), .integers(records.map(\.event.movement.payable)),
                .integers(records.map(\.event.movement.settled)), .blobs(records.map { $0.event.settlement?.bytes }),
                .blobs(records.map { $0.event.settlement == nil ? nil : merchants[$0.event.payment] }),
                .blobs(records.map(\.body)), .blobs(records.map(\.stateBytes)),
                .blobs(records.map(\.event.details.bytes.orNothing)), .blobs(records.map(\.salt.orNothing)),
                .blobs(records.map(\.commitment.orNothing)), .blobs(records.map(\.hash))),
            of: records.count)
        let names = records.flatMap { record in record.names.map { (record.event.payment, $0.text) } }
        if !names.isEmpty {
            writes.add(
                SQL.insertNames,
                Parameters(
                    .blobs(names.map(\.0.bytes)), .texts(names.map(\.1)), .blobs(names.map { merchants[$0.0] ?? [] })))
        }
        let rows = records.flatMap { record in record.endpoints.map { (record, $0) } }
        guard !rows.isEmpty else { return }
        var parameters = Parameters(
            rows.map { record, endpoint in
                DeliveryPlace(payment: record.event.payment, sequence: record.event.sequence, endpoint: endpoint)
            })
        parameters.add(.integers(rows.map(\.0.due.milliseconds)))
        parameters.add(.blobs(rows.map { merchants[$0.0.event.payment] ?? [] }))
        parameters.add(.blob(holder))
        writes.add(SQL.insertOutbox, parameters, of: rows.count)
    }

    private func addPayments(_ commit: CommitBatch, over loaded: Loaded, to writes: inout Writes) {
        let sorted = commit.payments.sorted { $0.payment.id < $1.payment.id }
        let new = sorted.filter { loaded.set.payments[$0.payment.id] == nil }
        let old = sorted.filter { loaded.set.payments[$0.payment.id] != nil }
        addPhases(sorted.map(\.payment), over: loaded, to: &writes)
        if !new.isEmpty { writes.add(SQL.insertPayments, Self.columns(of: new), of: new.count) }
        if !old.isEmpty {
            writes.add(
                SQL.updatePayments, Self.changes(of: old), of: old.count,
                orElse: CorruptRecord("a payment's birth has changed (I10)"))
        }
    }

    /// All of them.
    private static func columns(of records: [PaymentRecord]) -> Parameters {
        let payments = records.map(\.payment)
        var parameters = Parameters(
            .blobs(payments.map(\.id.bytes)), .blobs(payments.map(\.birth.merchant.bytes)),
            .blobs(payments.map(\.birth.account.bytes)), .texts(payments.map(\.currency.code)))
        addAmounts(of: payments, to: &parameters)
        parameters.add(.blobs(payments.map(\.birth.canonicalBytes)))
        addState(of: records, to: &parameters)
        parameters.add(.texts(payments.map(\.birth.wire.text)))
        parameters.add(.integers(payments.map(\.birth.requested.minorUnits)))
        parameters.add(.integers(payments.map(\.birth.at.milliseconds)))
        return parameters
    }

    /// Those that change, and what must be as it is.
    private static func changes(of records: [PaymentRecord]) -> Parameters {
        let payments = records.map(\.payment)
        var parameters = Parameters(
            .blobs(payments.map(\.id.bytes)), .blobs(payments.map(\.birth.canonicalBytes)))
        addAmounts(of: payments, to: &parameters)
        addState(of: records, to: &parameters)
        return parameters
    }

    private static func addAmounts(of payments: [Payment], to parameters: inout Parameters) {
        let amounts = payments.map { Rows.amounts(of: $0) }
        for column in 0..<7 { parameters.add(.integers(amounts.map { $0[column] })) }
    }

    private static func addState(of records: [PaymentRecord], to parameters: inout Parameters) {
        parameters.add(.blobs(records.map(\.stateBytes)))
        parameters.add(.blobs(records.map(\.head)))
        parameters.add(.integers(records.map { Int64($0.payment.state.sequence) }))
        parameters.add(.integers(records.map { Int64($0.payment.state.detailsSequence) }))
    }

    /// Beside the payments, whose rows change without a word to their indexes; and only where the phase is another.
    private func addPhases(_ payments: [Payment], over loaded: Loaded, to writes: inout Writes) {
        let moved = payments.filter { $0.phase != loaded.set.payments[$0.id]?.payment.phase }
        let captured = moved.filter { $0.phase == .captured && loaded.set.payments[$0.id] != nil }
        let listed = moved.filter { $0.phase != .captured }
        if !captured.isEmpty { writes.add(SQL.removePhases, Parameters(.blobs(captured.map(\.id.bytes)))) }
        if !listed.isEmpty { writes.add(SQL.putPhases, Self.phases(of: listed)) }
    }

    static func phases(of payments: [Payment]) -> Parameters {
        Parameters(
            .blobs(payments.map(\.id.bytes)), .blobs(payments.map(\.birth.merchant.bytes)),
            .integers(payments.map { Int64($0.phase.rawValue) }), .integers(payments.map(\.birth.at.milliseconds)))
    }

    private func addClaims(_ commit: CommitBatch, over loaded: Loaded, to writes: inout Writes) throws {
        guard !commit.claims.isEmpty else { return }
        let claims = commit.claims.sorted { $0.key < $1.key }
        var places: [DecisionPlace?] = []
        var refusals: [[UInt8]?] = []
        var answers: [[UInt8]?] = []
        let events = commit.events.lazy.map(\.event)
        let decisions = Set(events.map { EventPlace(payment: $0.payment, sequence: $0.sequence) })
        for claim in claims.map(\.value) {
            switch claim.outcome {
            case .accepted(let place):
                guard decisions.contains(EventPlace(payment: place.payment, sequence: place.sequence)) else {
                    throw CorruptRecord("I5: a claim on a decision of another batch")
                }
                places.append(place)
                refusals.append(nil)
                answers.append(nil)
            case .refused(let refusal):
                places.append(nil)
                refusals.append(refusal.canonicalBytes)
                answers.append(nil)
            case .answer(let bytes):
                places.append(nil)
                refusals.append(nil)
                answers.append(bytes)
            }
        }
        writes.add(
            SQL.upsertClaims,
            Parameters(
                .blobs(claims.map(\.key.bytes)), .blobs(claims.map(\.value.merchant.bytes)),
                .blobs(claims.map(\.value.fingerprint)), .integers(claims.map { $0.value.expiresAt?.milliseconds }),
                .blobs(places.map { $0?.payment.bytes }), .integers(places.map { $0.map { Int64($0.sequence) } }),
                .integers(places.map { $0.map { Int64($0.eventCount) } }), .blobs(refusals), .blobs(answers),
                .blobs(loaded.set.claims.keys.map(\.bytes))),
            of: claims.count, orElse: Collision(what: "another node took the same key, again and again"))
    }
}

/// An event of a batch.
private struct EventPlace: Hashable {
    let payment: PaymentID
    let sequence: Int
}

/// What is written together, and how many rows each statement must have met.
struct Writes {
    private var calls: [Call] = []
    private var expected: [(count: Int, trouble: any Error)?] = []

    mutating func add(_ sql: String, _ parameters: Parameters = Parameters()) {
        calls.append(Call(sql, parameters))
        expected.append(nil)
    }

    mutating func add(
        _ sql: String, _ parameters: Parameters, of count: Int,
        orElse trouble: any Error = CorruptRecord("not every row was written")
    ) {
        calls.append(Call(sql, parameters))
        expected.append((count, trouble))
    }

    func made(on connection: Connection) throws {
        for (answer, expected) in zip(try connection.exchange(calls), expected) {
            if let expected, answer.affected != expected.count { throw expected.trouble }
        }
    }
}

extension [UInt8] {
    /// Nil for no bytes.
    fileprivate var orNothing: [UInt8]? { isEmpty ? nil : self }
}
