package import Engine
package import PaymentCore

/// A batch put together by hand, so that a store is tested without the engine's help.
package struct HandwrittenBatch {
    package private(set) var set: WorkingSet
    package var claims: [ClaimDigest: ClaimRecord] = [:]
    package var documents: [DocumentWrite] = []
    package var attempts: [DeliveryAttempt] = []
    package var deliveries: [DueDelivery] = []
    package var quarantined: [PaymentID: String] = [:]
    package var newDeadlines: Set<Deadline> = []
    package var endedDeadlines: Set<Deadline> = []
    private let now: Instant
    private var events: [EventRecord] = []
    private var touched: Set<PaymentID> = []

    package init(_ set: WorkingSet, at now: Instant) {
        self.set = set
        self.now = now
    }

    /// Takes in what `decide` answers, with its deadlines. A refusal is the test's own mistake.
    @discardableResult
    package mutating func decide(
        _ command: Command, on id: PaymentID, notifying endpoints: [String] = [], names: [String] = []
    ) -> DecisionPlace {
        let record = set.payments[id]
        guard case .accepted(let acceptance) = PaymentCore.decide(command, id: id, on: record?.payment, at: now) else {
            preconditionFailure("the test's own command is refused")
        }
        var head = record?.head ?? EventChain.start
        var payment = record?.payment
        for event in acceptance.events {
            if payment == nil { payment = Payment(from: event) } else { payment?.apply(event) }
            guard let after = payment else { preconditionFailure("the first event is no birth") }
            let salt: [UInt8] = event.details.bytes.isEmpty ? [] : Array("salt".utf8)
            let commitment = EventChain.commitment(to: event.details, salt: salt)
            head = EventChain.hash(of: event, commitment: commitment, after: head)
            events.append(
                EventRecord(
                    event: event, state: after.state, salt: salt, commitment: commitment, hash: head,
                    endpoints: endpoints, names: names.compactMap { SearchName($0) }))
        }
        newDeadlines.formUnion(acceptance.payment.deadlines)
        endedDeadlines.formUnion(record?.payment.deadlines ?? [])
        endedDeadlines.subtract(acceptance.payment.deadlines)
        newDeadlines.subtract(endedDeadlines)
        set.payments[id] = PaymentRecord(payment: acceptance.payment, head: head)
        touched.insert(id)
        return DecisionPlace(
            payment: id, sequence: acceptance.events[0].sequence, eventCount: acceptance.events.count)
    }

    package func commit() -> CommitBatch {
        var commit = CommitBatch(seal: EventChain.seal(events.map(\.hash), after: set.lastBatch), at: now)
        commit.events = events
        commit.payments = touched.sorted().compactMap { set.payments[$0] }
        commit.claims = claims
        commit.documents = documents
        commit.attempts = attempts
        commit.deliveries = deliveries
        commit.quarantined = quarantined
        commit.newDeadlines = newDeadlines
        commit.endedDeadlines = endedDeadlines
        return commit
    }
}
