import Engine
import Ledger
import PaymentCore
import TestWorld

/// Sees every batch at the moment it is durable, keeps the books a second time, and says what does not fit. Knows nothing
/// of how the engine decides.
final class Witness {
    /// What is wrong, the first thing only.
    private(set) var complaint: String?
    /// Each payment after each of its events: number 1 stands at 0.
    private(set) var histories: [PaymentID: [Step]] = [:]
    /// Batches whose end nobody told: each may turn up after a crash, whole, until another one was written.
    private var limbo: [[Event]] = []
    private var askedUnder: [OperationID: String] = [:]
    private var begunAt: [String: Instant] = [:]
    private var begun: Set<OperationID> = []
    private let agreement: (PaymentID) -> Books.Agreement
    private let merchant: (PaymentID) -> MerchantID
    /// The latest that it has ever been for each merchant: a key that ended then may be forgotten, also when somebody sets
    /// the clock back afterwards.
    private(set) var latest: [MerchantID: Instant] = [:]
    /// Webhooks that the store says were given up.
    private(set) var givenUp: Set<DeliveryPlace> = []
    /// Webhooks that arrived where they should.
    private var arrived: Set<DeliveryPlace> = []

    struct Step {
        let event: Event
        let books: Books
        let endpoints: [String]
    }

    init(
        agreement: @escaping (PaymentID) -> Books.Agreement, merchant: @escaping (PaymentID) -> MerchantID
    ) {
        self.agreement = agreement
        self.merchant = merchant
    }

    /// It is, or may have been, so late for a merchant. The latest ever.
    @discardableResult
    func note(_ now: Instant, of merchant: MerchantID) -> Instant {
        let latest = max(now, latest[merchant] ?? now)
        self.latest[merchant] = latest
        return latest
    }

    func complain(_ what: String?) { if complaint == nil, let what { complaint = what } }

    func length(of payment: PaymentID) -> Int { histories[payment]?.count ?? 0 }

    /// A shop asks for an operation, under a key or without; each attempt names its operation anew, as dialects do.
    func note(_ operation: OperationID, under key: String?) { askedUnder[operation] = key }
}

// MARK: Batches

extension Witness {
    /// A batch is durable, the store says.
    func committed(_ batch: CommitBatch) {
        // Nothing is written over what lies in the log until something is written.
        guard !batch.isEmpty else { return }
        limbo = []
        take(batch)
    }

    /// A batch failed, or its end is unknown.
    func failed(_ batch: CommitBatch) {
        if !batch.isEmpty { limbo.append(batch.events.map(\.event)) }
    }

    private func take(_ batch: CommitBatch) {
        for (id, reason) in batch.quarantined { complain("payment \(id) is set aside: \(reason)") }
        for record in batch.events { take(record.event, to: record.endpoints) }
        for record in batch.payments {
            guard let books = histories[record.payment.id]?.last?.books else {
                complain("payment \(record.payment.id) was written without an event")
                continue
            }
            if !books.agrees(with: record.payment) {
                complain("payment \(record.payment.id): what is written is not what its events say")
            }
        }
        for attempt in batch.attempts { take(attempt) }
    }

    private func take(_ event: Event, to endpoints: [String]) {
        let id = event.payment
        guard event.sequence == length(of: id) + 1 else {
            return complain("payment \(id): event \(event.sequence) after \(length(of: id))")
        }
        var books: Books
        if let before = histories[id]?.last {
            books = before.books
            if event.at < before.event.at { complain("payment \(id): event \(event.sequence) goes back in time") }
        } else {
            guard case .created(let birth, _) = event.fact else { return complain("payment \(id) begins unborn") }
            books = Books(
                requested: Int(birth.requested.minorUnits), terms: agreement(id), bornAt: Int(event.at.milliseconds))
        }
        if let wrong = begin(event) ?? books.take(event) { complain("payment \(id): \(wrong)") }
        histories[id, default: []].append(Step(event: event, books: books, endpoints: endpoints))
    }

    /// One key begins one operation within its retention, whatever was lost on the way.
    private func begin(_ event: Event) -> String? {
        guard let operation = event.operation, begun.insert(operation.id).inserted else { return nil }
        guard let key = askedUnder[operation.id] else { return nil }
        let now = max(event.at, latest[merchant(event.payment)] ?? event.at)
        if let before = begunAt[key], now < before + Workload.retention { return "a key began two operations" }
        begunAt[key] = event.at
        return nil
    }

    /// After a restart: the disk holds all that was durable, unchanged, and of the rest one batch at most, whole.
    func compare(with reader: any PaymentReader, _ payments: some Sequence<PaymentID>) throws(StoreError) {
        var extra: [Event] = []
        for id in payments {
            let stored = try reader.events(of: id)
            let known = histories[id, default: []].map(\.event)
            guard stored.count >= known.count else {
                return complain("payment \(id): event \(stored.count + 1) was durable and is lost")
            }
            guard Array(stored.prefix(known.count)) == known else {
                return complain("payment \(id): an event is not what it was")
            }
            extra += stored.dropFirst(known.count)
        }
        if !extra.isEmpty {
            let found = Set(extra)
            guard let landed = limbo.first(where: { Set($0) == found }) else {
                return complain("the disk holds a part of a batch, or what nobody has written")
            }
            for event in landed { take(event, to: [Receiver.endpoint]) }
        }
        limbo = []
        for id in payments where length(of: id) > 0 {
            guard let payment = try reader.payment(id) else { return complain("payment \(id) is lost") }
            judge(payment, read: id)
        }
    }

    /// A payment as somebody read it just now.
    func judge(_ payment: Payment?, read id: PaymentID) {
        guard let payment else {
            if length(of: id) > 0 { complain("payment \(id) cannot be read") }
            return
        }
        guard payment.state.sequence == length(of: id), let last = histories[id]?.last else {
            return complain("payment \(id) reads as of event \(payment.state.sequence), not \(length(of: id))")
        }
        if !last.books.agrees(with: payment) { complain("payment \(id) reads other amounts than its books") }
    }
}

// MARK: Webhooks

extension Witness {
    /// A webhook has arrived: in its order, and about something that has happened for good.
    func arrived(_ place: DeliveryPlace) {
        guard let steps = histories[place.payment], place.sequence <= steps.count else {
            return complain("payment \(place.payment): a webhook tells of an event that is not durable")
        }
        for step in steps.prefix(place.sequence - 1) where step.endpoints.contains(place.endpoint) {
            let earlier = DeliveryPlace(
                payment: place.payment, sequence: step.event.sequence, endpoint: place.endpoint)
            if !arrived.contains(earlier), !givenUp.contains(earlier) {
                complain("payment \(place.payment): event \(place.sequence) was told before \(step.event.sequence)")
            }
        }
        arrived.insert(place)
    }

    private func take(_ attempt: DeliveryAttempt) {
        if let status = attempt.status, (200..<300).contains(status) {
            if !arrived.contains(attempt.place) { complain("a webhook counts as delivered that never arrived") }
        } else if attempt.next == nil {
            if attempt.number < Receiver.gaps.count { complain("a webhook was given up before its time") }
            givenUp.insert(attempt.place)
        }
    }

    /// When nothing more will be sent: everything was told, or given up.
    func untold() -> String? {
        for (id, steps) in histories.sorted(by: { $0.key < $1.key }) {
            for step in steps {
                guard step.endpoints == [Receiver.endpoint] else {
                    return "payment \(id): event \(step.event.sequence) has no row in the outbox"
                }
                let place = DeliveryPlace(
                    payment: id, sequence: step.event.sequence, endpoint: Receiver.endpoint)
                if !arrived.contains(place), !givenUp.contains(place) {
                    return "payment \(id): event \(step.event.sequence) was never told"
                }
            }
        }
        return nil
    }
}
