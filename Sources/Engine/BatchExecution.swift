import HeapModule
import PaymentCore

/// Decides one batch over its working set: synchronous, and without a clock or I/O of its own.
///
/// Commands are decided in order and each sees what the ones before it did. What comes out is one `CommitBatch`, and a
/// reply for each item, valid only once that batch is durable (I9).
struct BatchExecution {
    private var set: WorkingSet
    private let outbox: any Outbox
    /// Real time; a merchant's own follows from it.
    private let now: Instant
    private var clocks: ClockTable
    /// What other nodes remember too, and have to hear of. Nil where there are none.
    private let remembers: ((DocumentKey) -> Bool)?
    private let salt: () -> [UInt8]

    private(set) var replies: [WorkReply] = []
    /// Nobody could say whom an event notifies: nothing of the batch may be written (I6).
    private(set) var trouble: StoreError?
    private var events: [EventRecord] = []
    private var touched: [PaymentID: Payment?] = [:]
    private var claims: [ClaimDigest: ClaimRecord] = [:]
    private var quarantined: [PaymentID: String] = [:]
    private var endedDeadlines: Set<Deadline> = []
    private var documents: [DocumentWrite] = []
    private var attempts: [DeliveryAttempt] = []
    private var deliveries: [DueDelivery] = []
    private var setClocks: [MerchantID: MerchantClock] = [:]
    private var data: DataChange?
    private var erased: [PaymentID: Int] = [:]
    /// Decisions of this very batch, for repeats within it.
    private var fresh: [ClaimDigest: Acceptance] = [:]

    init(
        _ set: WorkingSet, outbox: any Outbox, now: Instant, clocks: ClockTable,
        remembers: ((DocumentKey) -> Bool)? = nil, salt: @escaping () -> [UInt8]
    ) {
        self.set = set
        self.outbox = outbox
        self.now = now
        self.clocks = clocks
        self.remembers = remembers
        self.salt = salt
    }

    mutating func run(_ batch: [Work]) -> CommitBatch {
        replies.reserveCapacity(batch.count)
        for work in batch {
            switch work {
            case .submission(let submission, let key, let reference):
                replies.append(answer(submission, key: key, reference: reference))
            case .deadline(let deadline):
                let hasCome = clocks.hasCome(deadline.due, of: deadline.merchant, at: now)
                replies.append(.reply(hasCome ? fire(deadline) : .decided(.refused(.notDue), replayed: false)))
            case .clock(let merchant, let clock):
                set(clock, of: merchant)
                replies.append(.written)
            case .travel(let leg): replies.append(.arrived(travel(leg)))
            case .documents(let writes, let conditions):
                replies.append(write(writes, where: conditions))
            case .attempt(let attempt, let era):
                if clocks.era(of: era.merchant) == era { attempts.append(attempt) }
                replies.append(.written)
            case .deliver(let places, let merchant, let writes):
                documents += writes
                let due = time(of: merchant)
                deliveries += places.map { DueDelivery(place: $0, merchant: merchant, due: due) }
                replies.append(.written)
            case .look: replies.append(.written)
            case .data(let merchant, let wish): replies.append(.data(change(merchant, wish)))
            case .erasure(let erasure): replies.append(.reply(erase(erasure)))
            }
        }
        return commit()
    }

    private func commit() -> CommitBatch {
        var commit = CommitBatch(seal: EventChain.seal(events.lazy.map(\.hash), after: set.lastBatch), at: now)
        commit.events = events
        commit.claims = claims
        commit.quarantined = quarantined
        commit.endedDeadlines = endedDeadlines
        commit.documents = documents
        commit.attempts = attempts
        commit.deliveries = deliveries
        commit.data = data
        commit.erased = erased
        commit.clocks = setClocks
        commit.documents += setClocks.map { Clocks.write($0.value, of: $0.key) }
        commit.marks = marks()
        if remembers != nil { commit.documents += commit.marks.map { $0.value.write(of: $0.key) } }
        commit.forgetsClaimsBy = clocks.slowest(at: now)
        for (id, before) in touched {
            guard let record = set.payments[id] else { continue }
            commit.payments.append(record)
            let (old, new) = (before?.deadlines ?? [], record.payment.deadlines)
            if old != new {
                commit.newDeadlines.formUnion(Set(new).subtracting(old))
                commit.endedDeadlines.formUnion(Set(old).subtracting(new))
            }
            // One that fired and is due again, because a later command of the batch brought back what it is about.
            if record.quarantine == nil { commit.endedDeadlines.subtract(new) }
        }
        commit.payments.sort { $0.payment.id < $1.payment.id }
        return commit
    }
}

extension BatchExecution {
    /// Of each merchant of whom something changes that is remembered; without other nodes, of one who has other data than
    /// before.
    private func marks() -> [MerchantID: Mark] {
        var marks: [MerchantID: Mark] = [:]
        if let remembers {
            var changed = Set(setClocks.keys)
            for key in documents.lazy.map(\.key) where remembers(key) { changed.insert(key.collection.merchant) }
            for merchant in changed { marks[merchant] = Mark(change: salt(), era: clocks.mark(of: merchant).era) }
        }
        if let data, data.beginsEra { marks[data.merchant] = Mark(change: salt(), era: salt()) }
        return marks
    }
}

// MARK: Submissions

extension BatchExecution {
    private mutating func answer(_ submission: Submission, key: ClaimDigest?, reference: ClaimDigest?) -> WorkReply {
        let merchant = submission.scope.merchant
        if let key, let wanted = submission.key, let known = set.claims[key], isStanding(known, for: merchant) {
            return answerRepeat(of: known, key, fingerprint: wanted.fingerprint)
        }
        let command: Command
        switch submission.intent {
        case .keepAnswer(let bytes):
            keep(.answer(bytes), under: key, submission.key, of: merchant)
            return .reply(.answer(bytes, replayed: false))
        case .decide(let wanted): command = wanted
        }
        if let reason = set.unreadable[submission.payment] {
            return .reply(.broken(InvariantBroken("unreadable", reason)))
        }
        let record = set.payments[submission.payment].flatMap { $0.payment.isVisible(to: submission.scope) ? $0 : nil }
        if let quarantine = record?.quarantine {
            return .reply(.broken(InvariantBroken("quarantined", quarantine)))
        }
        if let reference, let known = set.claims[reference], isStanding(known, for: merchant) {
            return .reply(refuse(.referenceTaken, key, submission))
        }
        // Seen by its identifier, not by its scope: an identifier in use is never given twice.
        let seen = command.creates ? set.payments[submission.payment]?.payment : record?.payment
        switch decide(command, id: submission.payment, on: seen, at: time(of: merchant)) {
        case .refused(let refusal):
            return .reply(refuse(refusal, key, submission))
        case .accepted(let acceptance):
            if let broken = write(acceptance, from: record) { return .reply(.broken(broken)) }
            let place = DecisionPlace(
                payment: acceptance.payment.id, sequence: acceptance.events[0].sequence,
                eventCount: acceptance.events.count)
            write(submission.documents)
            if submission.key?.keepsFailures ?? true || !acceptance.hasFailed {
                keep(.accepted(place), under: key, submission.key, of: merchant)
                if let key { fresh[key] = acceptance }
            }
            if let reference {
                let claim = ClaimRecord(
                    merchant: merchant, fingerprint: [], expiresAt: nil, outcome: .accepted(place))
                remember(claim, under: reference)
            }
            return .reply(.decided(.accepted(acceptance), replayed: false))
        }
    }

    private func answerRepeat(of known: ClaimRecord, _ key: ClaimDigest, fingerprint: [UInt8]) -> WorkReply {
        guard known.fingerprint == fingerprint else { return .reply(.decided(.refused(.keyReused), replayed: false)) }
        switch known.outcome {
        case .accepted(let place):
            guard let acceptance = fresh[key] else { return .decidedBefore(place) }
            return .reply(.decided(.accepted(acceptance), replayed: true))
        case .refused(let refusal): return .reply(.decided(.refused(refusal), replayed: true))
        case .answer(let bytes): return .reply(.answer(bytes, replayed: true))
        }
    }

    private mutating func refuse(_ refusal: Refusal, _ key: ClaimDigest?, _ submission: Submission) -> Reply {
        if submission.key?.keepsRefusals == true {
            keep(.refused(refusal), under: key, submission.key, of: submission.scope.merchant)
        }
        return .decided(.refused(refusal), replayed: false)
    }

    private mutating func keep(
        _ outcome: ClaimRecord.Outcome, under key: ClaimDigest?, _ wanted: IdempotencyKey?, of merchant: MerchantID
    ) {
        guard let key, let wanted else { return }
        remember(
            ClaimRecord(
                merchant: merchant, fingerprint: wanted.fingerprint,
                expiresAt: wanted.retention.map { time(of: merchant) + $0 }, outcome: outcome),
            under: key)
    }

    private mutating func remember(_ claim: ClaimRecord, under digest: ClaimDigest) {
        claims[digest] = claim
        set.claims[digest] = claim
    }

    private func isStanding(_ claim: ClaimRecord, for merchant: MerchantID) -> Bool {
        claim.expiresAt.map { $0 > time(of: merchant) } ?? true
    }

    private func time(of merchant: MerchantID) -> Instant { clocks.now(of: merchant, at: now) }
}

// MARK: Documents

extension BatchExecution {
    private mutating func write(_ writes: [DocumentWrite], where conditions: [DocumentCondition]) -> WorkReply {
        if let broken = conditions.first(where: { !holds($0) }) { return .conflict(broken.key) }
        write(writes)
        return .written
    }

    private mutating func write(_ writes: [DocumentWrite]) {
        documents += writes
        for write in writes {
            switch write {
            case .put(let document): set.documents[document.key] = document
            case .remove(let key): set.documents[key] = nil
            }
        }
    }

    private func holds(_ condition: DocumentCondition) -> Bool {
        let stands = set.documents[condition.key].map { $0.expiresAt.map { $0 > now } ?? true } ?? false
        switch condition {
        case .stands: return stands
        case .isFree: return !stands
        case .isAs(let document): return set.documents[document.key] == document
        }
    }
}

// MARK: Deadlines

extension BatchExecution {
    private mutating func fire(_ deadline: Deadline) -> Reply {
        guard set.deadlines.remove(deadline) != nil else { return .decided(.refused(.notDue), replayed: false) }
        endedDeadlines.insert(deadline)
        guard let record = set.payments[deadline.payment] else {
            let reason = set.unreadable[deadline.payment] ?? "a deadline without its payment"
            return .broken(InvariantBroken("unreadable", reason))
        }
        if let quarantine = record.quarantine { return .broken(InvariantBroken("quarantined", quarantine)) }
        // Never before it is due: what follows at once does so on a frozen clock too.
        let moment = max(time(of: deadline.merchant), deadline.due)
        switch decide(deadline.command, id: deadline.payment, on: record.payment, at: moment) {
        case .accepted(let acceptance):
            if let broken = write(acceptance, from: record) { return .broken(broken) }
            return .decided(.accepted(acceptance), replayed: false)
        case .refused(let refusal):
            if record.payment.deadlines.contains(deadline) {
                quarantined[deadline.payment] = "\(deadline.kind) was due and is refused: \(refusal)"
                set.payments[deadline.payment]?.quarantine = quarantined[deadline.payment]
            }
            return .decided(.refused(refusal), replayed: false)
        }
    }
}

// MARK: Clocks and data

extension BatchExecution {
    private mutating func change(_ merchant: MerchantID, _ wish: DataWish) -> DataReply {
        precondition(replies.isEmpty && data == nil, "a batch that changes a merchant's data does nothing else")
        let holdings = set.holdings[merchant] ?? Holdings()
        let decision = DataDecision(wish, of: merchant, holdings, clock: clocks[merchant], now: now)
        data = decision.change
        if let clock = decision.clock { set(clock, of: merchant) }
        return decision.reply
    }

    private mutating func set(_ clock: MerchantClock, of merchant: MerchantID) {
        clocks[merchant] = clock
        setClocks[merchant] = clock
    }

    /// Fires a leg's deadlines in order, each at its own instant, and with them those that they bring about.
    private mutating func travel(_ leg: Leg) -> Leg.Arrival {
        var waiting = Heap(leg.deadlines)
        let clock = clocks[leg.merchant]
        var at = clock.now(at: now)
        var fired = 0
        var isTold = false
        while let next = waiting.popMin() {
            if isTold, next.due > at { break }
            at = max(at, next.due)
            set(clock.travelling(at: at), of: leg.merchant)
            let before = set.payments[next.payment]?.payment.deadlines ?? []
            let eventsBefore = events.count
            guard case .decided(.accepted(let acceptance), _) = fire(next) else { continue }
            fired += 1
            for deadline in acceptance.payment.deadlines where deadline.due <= leg.horizon {
                guard !before.contains(deadline) else { continue }
                set.deadlines.insert(deadline)
                waiting.insert(deadline)
            }
            if leg.pausesForWebhooks, events[eventsBefore...].contains(where: { !$0.endpoints.isEmpty }) {
                isTold = true
            }
        }
        if !isTold, leg.horizon > at {
            at = leg.horizon
            set(clock.travelling(at: at), of: leg.merchant)
        }
        return Leg.Arrival(at: at, fired: fired)
    }
}

// MARK: Erasing

extension BatchExecution {
    private mutating func erase(_ erasure: PayerErasure) -> Reply {
        let id = erasure.payment
        if let reason = set.unreadable[id] { return .broken(InvariantBroken("unreadable", reason)) }
        let record = set.payments[id].flatMap { $0.payment.birth.merchant == erasure.merchant ? $0 : nil }
        if let quarantine = record?.quarantine { return .broken(InvariantBroken("quarantined", quarantine)) }
        let command = Command.amend(erasure.details, over: erasure.over)
        let decision = decide(command, id: id, on: record?.payment, at: time(of: erasure.merchant))
        guard case .accepted(let acceptance) = decision else { return .decided(decision, replayed: false) }
        if let broken = write(acceptance, from: record, names: erasure.names) { return .broken(broken) }
        write(erasure.documents)
        erased[id] = acceptance.payment.state.sequence
        return .decided(decision, replayed: false)
    }
}

// MARK: Writing

extension BatchExecution {
    /// Takes an acceptance into the batch, once its invariants hold; otherwise writes nothing of it and sets the
    /// payment aside.
    private mutating func write(
        _ acceptance: Acceptance, from record: PaymentRecord?, names: [SearchName]? = nil
    ) -> InvariantBroken? {
        let id = acceptance.payment.id
        do {
            try acceptance.check(from: record?.payment)
        } catch {
            quarantined[id] = "\(error.name): \(error.detail)"
            set.payments[id]?.quarantine = quarantined[id]
            return error
        }
        let now = time(of: acceptance.payment.birth.merchant)
        var head = record?.head ?? EventChain.start
        var payment = record?.payment
        var spelled: [UInt8]?
        for event in acceptance.events {
            if payment == nil { payment = Payment(from: event) } else { payment?.apply(event) }
            guard let after = payment else { preconditionFailure("the first event of a payment is its birth (I7)") }
            let salt = event.details.bytes.isEmpty ? [] : salt()
            let commitment = EventChain.commitment(to: event.details, salt: salt)
            let bytes = EventRecord.Spelled(body: event.fact.canonicalBytes, state: after.state.canonicalBytes)
            spelled = bytes.state
            head = EventChain.hash(of: event, body: bytes.body, commitment: commitment, after: head)
            events.append(
                EventRecord(
                    event: event, state: after.shared, spelled: bytes, salt: salt, commitment: commitment, hash: head,
                    endpoints: endpoints(for: event, of: after), due: min(event.at, now),
                    names: names ?? outbox.names(for: event, of: after)))
        }
        if touched[id] == nil { touched[id] = .some(record?.payment) }
        set.payments[id] = PaymentRecord(payment: acceptance.payment, head: head, spelled: spelled)
        return nil
    }

    private mutating func endpoints(for event: Event, of payment: Payment) -> [String] {
        guard trouble == nil else { return [] }
        do throws(StoreError) { return try outbox.endpoints(for: event, of: payment) } catch { trouble = error }
        return []
    }
}

extension Acceptance {
    /// The operation that was asked for began, and the issuer failed it at once.
    fileprivate var hasFailed: Bool { if case .failed = operation?.state { true } else { false } }
}

extension Payment {
    fileprivate func isVisible(to scope: Submission.Scope) -> Bool {
        switch scope {
        case .account(let account, let merchant): birth.account == account && birth.merchant == merchant
        case .merchant(let merchant): birth.merchant == merchant
        }
    }
}

extension Command {
    fileprivate var creates: Bool { if case .create = self { true } else { false } }
}
