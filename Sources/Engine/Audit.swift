package import PaymentCore

/// What a store shows the audit: everything, as it lies there.
package protocol AuditSource {
    /// Every payment; a row that cannot be read comes as the reason why.
    func payments(_ body: (PaymentID, Result<PaymentRecord, CorruptRecord>) -> Void) throws(StoreError)
    /// A payment's events, oldest first, with their outbox rows.
    func events(of payment: PaymentID) throws(StoreError) -> Result<[EventRecord], CorruptRecord>
    func eventCount() throws(StoreError) -> Int
    /// Every batch with the hashes of its events, writer by writer, each writer's in order.
    func batches(_ body: (WriterID, BatchSeal, [[UInt8]]) -> Void) throws(StoreError)
    func deadlines(_ body: (Result<Deadline, CorruptRecord>) -> Void) throws(StoreError)
    func claims(_ body: (ClaimDigest, Result<ClaimRecord, CorruptRecord>) -> Void) throws(StoreError)
    /// What the store itself finds wrong with its files.
    func structuralFindings() throws(StoreError) -> [String]
}

/// Rechecks every invariant from the stored facts.
package struct Audit {
    private let source: any AuditSource
    private let outbox: any Outbox
    package private(set) var report = Report()
    private var expectedDeadlines: Set<Deadline> = []
    /// Payments that their events do not prove: one finding each is enough.
    private var unproven: Set<PaymentID> = []
    private var lengths: [PaymentID: Int] = [:]

    package struct Report: Sendable {
        package var findings: [String] = []
        package var payments = 0
        package var events = 0
        package var batches = 0
        package var isClean: Bool { findings.isEmpty }
    }

    package init(of source: any AuditSource, outbox: any Outbox) {
        self.source = source
        self.outbox = outbox
    }

    package mutating func run() throws(StoreError) {
        for finding in try source.structuralFindings() { note(finding) }
        var records: [(PaymentID, Result<PaymentRecord, CorruptRecord>)] = []
        try source.payments { records.append(($0, $1)) }
        for (id, result) in records {
            report.payments += 1
            switch result {
            case .success(let record): try check(record)
            case .failure(let corrupt):
                unproven.insert(id)
                note(id, "its row is corrupt: \(corrupt.what)")
            }
        }
        let count = try source.eventCount()
        if count != report.events { note("I8: \(count) events are stored, \(report.events) belong to payments") }
        try checkBatches()
        try checkDeadlines()
        try checkClaims()
    }

    private mutating func note(_ finding: String) { report.findings.append(finding) }
    private mutating func note(_ id: PaymentID, _ finding: String) { note("payment \(id): \(finding)") }
}

// MARK: Payments and their events

extension Audit {
    private mutating func check(_ record: PaymentRecord) throws(StoreError) {
        let payment = record.payment
        if let reason = record.quarantine { note(payment.id, "is in quarantine: \(reason)") }
        do { try payment.checkAmounts() } catch { note(payment.id, "\(error.name): \(error.detail)") }
        switch try source.events(of: payment.id) {
        case .failure(let corrupt):
            unproven.insert(payment.id)
            note(payment.id, corrupt.what)
        case .success(let events):
            report.events += events.count
            lengths[payment.id] = events.count
            if isProven(record, by: events) {
                expectedDeadlines.formUnion(payment.deadlines)
            } else {
                unproven.insert(payment.id)
            }
        }
    }

    /// Whether the events are whole and lead to the payment; what was altered is reported, and nothing is made of it.
    private mutating func isProven(_ record: PaymentRecord, by events: [EventRecord]) -> Bool {
        let id = record.payment.id
        var replayed: Payment?
        var head = EventChain.start
        var balances = (held: Int64(0), payable: Int64(0), settled: Int64(0))
        var sequence = 0
        var isErased = false
        var instant = Instant(milliseconds: .min)
        for stored in events {
            let event = stored.event
            if event.payment != id { note(id, "I10: an event of another payment") }
            if event.sequence != sequence + 1 { note(id, "I8: event \(event.sequence) follows \(sequence)") }
            if event.at < instant { note(id, "I8: event \(event.sequence) goes back in time") }
            sequence = event.sequence
            instant = event.at
            guard isSealed(stored, after: head, id) else { return false }
            head = stored.hash
            if replayed == nil { replayed = Payment(from: event) } else { replayed?.apply(event) }
            guard let after = replayed else {
                note(id, "I7: its first event is no birth")
                return false
            }
            if after.state != stored.state {
                note(id, "I7: the state after event \(event.sequence) is not what replaying gives")
            }
            do { try after.checkAmounts() } catch {
                note(id, "\(error.name) after event \(event.sequence): \(error.detail)")
                return false
            }
            let moved = event.movement
            balances = (
                balances.held + moved.held, balances.payable + moved.payable, balances.settled + moved.settled
            )
            if balances != after.bookBalances { note(id, "I4: the books differ after event \(event.sequence)") }
            if event.sequence == after.state.detailsSequence { isErased = stored.isErased }
            // Whom it notified follows from details that are gone.
            let isExplained =
                isErased || stored.isErased
                || outbox.explains(Self.ownEndpoints(stored.endpoints), of: event, of: after)
            if !isExplained || !Self.areSubscriptionsGood(stored.endpoints) {
                note(id, "I6: outbox of event \(event.sequence) is not what it notifies")
            }
        }
        if head != record.head { note(id, "chain: the head does not close the events") }
        if replayed != record.payment { note(id, "I7: the stored payment is not what replaying its events gives") }
        return head == record.head && replayed == record.payment
    }

    /// Those that follow from the payment. Who was subscribed when the event was written cannot be known afterwards.
    private static func ownEndpoints(_ endpoints: [String]) -> [String] {
        endpoints.filter { !$0.hasPrefix(SubscriptionEndpoint.prefix) }
    }

    /// Rows that name subscriptions are well formed, and each is there once.
    private static func areSubscriptionsGood(_ endpoints: [String]) -> Bool {
        let named = endpoints.filter { $0.hasPrefix(SubscriptionEndpoint.prefix) }
        return named.allSatisfy { SubscriptionEndpoint($0) != nil } && Set(named).count == named.count
    }

    private mutating func isSealed(_ stored: EventRecord, after head: [UInt8], _ id: PaymentID) -> Bool {
        let event = stored.event
        guard EventChain.hash(of: event, commitment: stored.commitment, after: head) == stored.hash else {
            note(id, "chain: event \(event.sequence) was altered")
            return false
        }
        guard stored.isErased || EventChain.commitment(to: event.details, salt: stored.salt) == stored.commitment else {
            note(id, "chain: the details of event \(event.sequence) were altered")
            return false
        }
        return true
    }
}

// MARK: What lies beside payments

extension Audit {
    private mutating func checkBatches() throws(StoreError) {
        var writer = WriterID.only
        var last = BatchSeal.first
        var findings: [String] = []
        var count = 0
        try source.batches { next, seal, hashes in
            count += 1
            if next != writer { (writer, last) = (next, .first(of: next)) }
            let expected = EventChain.seal(hashes, after: last)
            if seal != expected {
                findings.append("chain: batch \(seal.number) does not seal its events after batch \(last.number)")
            }
            last = seal
        }
        report.batches = count
        for finding in findings { note(finding) }
    }

    private mutating func checkDeadlines() throws(StoreError) {
        var stored: Set<Deadline> = []
        var findings: [String] = []
        try source.deadlines { result in
            switch result {
            case .success(let deadline): stored.insert(deadline)
            case .failure(let corrupt): findings.append("a deadline: \(corrupt.what)")
            }
        }
        for finding in findings { note(finding) }
        for deadline in expectedDeadlines.subtracting(stored) {
            note(deadline.payment, "its deadline \(deadline.kind) is lost")
        }
        for deadline in stored.subtracting(expectedDeadlines) where !unproven.contains(deadline.payment) {
            note(deadline.payment, "a deadline \(deadline.kind) that is not its own")
        }
    }

    private mutating func checkClaims() throws(StoreError) {
        var findings: [String] = []
        let (lengths, unproven) = (lengths, unproven)
        try source.claims { _, result in
            switch result {
            case .failure(let corrupt): findings.append("a claim: \(corrupt.what)")
            case .success(let claim):
                guard case .accepted(let place) = claim.outcome, !unproven.contains(place.payment) else { return }
                let length = lengths[place.payment] ?? 0
                if place.sequence < 1 || place.eventCount < 1 || place.sequence + place.eventCount - 1 > length {
                    findings.append("I5: a claim points past the events of payment \(place.payment)")
                }
            }
        }
        for finding in findings { note(finding) }
    }
}
