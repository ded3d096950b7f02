package import PaymentCore
import Synchronization

/// Rouses those who look on when something of a merchant has been committed. Who is slow misses nothing and holds up
/// nobody: what has changed since the last look is summed up, in bounded memory.
package final class ChangeFeed: Sendable {
    /// Listeners at most, and of one merchant.
    package static let limit = 256
    package static let limitPerMerchant = 32

    private struct State {
        var listeners: [MerchantID: [ObjectIdentifier: ChangeListener]] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Nil when there are too many already. Listens until `leave`.
    package func listen(to merchant: MerchantID) -> ChangeListener? {
        state.withLock { state in
            let own = state.listeners[merchant, default: [:]]
            guard state.count < Self.limit, own.count < Self.limitPerMerchant else { return nil }
            let listener = ChangeListener(merchant: merchant)
            state.listeners[merchant, default: [:]][ObjectIdentifier(listener)] = listener
            state.count += 1
            return listener
        }
    }

    package func leave(_ listener: ChangeListener) {
        state.withLock { state in
            let gone = state.listeners[listener.merchant]?.removeValue(forKey: ObjectIdentifier(listener))
            if gone != nil { state.count -= 1 }
            if state.listeners[listener.merchant]?.isEmpty == true { state.listeners[listener.merchant] = nil }
        }
    }

    /// How many listen.
    package var count: Int { state.withLock { $0.count } }

    /// On the writer's thread, after the commit.
    func publish(_ commit: CommitBatch, of works: [Work]) {
        let listeners = state.withLock { $0.listeners }
        guard !listeners.isEmpty else { return }
        for (merchant, changes) in Self.changes(commit, works) {
            for listener in (listeners[merchant] ?? [:]).values { listener.add(changes) }
        }
    }

    private static func changes(_ commit: CommitBatch, _ works: [Work]) -> [MerchantID: Changes] {
        var changes: [MerchantID: Changes] = [:]
        for record in commit.payments {
            changes[record.payment.birth.merchant, default: Changes()].add(record.payment.id)
        }
        for work in works {
            switch work {
            case .attempt(let attempt, seenIn: let era):
                changes[era.merchant, default: Changes()].add(attempt.place.payment)
            case .deliver(let places, of: let merchant, with: _):
                for place in places { changes[merchant, default: Changes()].add(place.payment) }
            case .clock(let merchant, _), .data(let merchant, _):
                changes[merchant, default: Changes()].isEverything = true
            case .travel(let leg): changes[leg.merchant, default: Changes()].isEverything = true
            case .submission, .deadline, .documents, .erasure, .look: break
            }
        }
        return changes
    }
}

/// What has changed of one merchant.
package struct Changes: Hashable, Sendable {
    package private(set) var payments: Set<PaymentID> = []
    /// More than can be named, or something that concerns every payment: the clock, the data as a whole.
    package fileprivate(set) var isEverything = false

    /// Named at most.
    package static let limit = 64

    package init() {}

    package var isEmpty: Bool { payments.isEmpty && !isEverything }

    fileprivate mutating func add(_ payment: PaymentID) {
        payments.insert(payment)
        if payments.count > Self.limit { isEverything = true }
        if isEverything { payments = [] }
    }

    fileprivate mutating func add(_ other: Changes) {
        if other.isEverything { isEverything = true }
        for payment in other.payments { add(payment) }
        if isEverything { payments = [] }
    }
}

/// One who looks on; one task waits for it at a time.
package final class ChangeListener: Sendable {
    let merchant: MerchantID
    private let waiting = Mutex(Changes())
    private let wake = Wake()

    init(merchant: MerchantID) { self.merchant = merchant }

    fileprivate func add(_ changes: Changes) {
        waiting.withLock { $0.add(changes) }
        wake.rouse()
    }

    /// What has changed since it was asked last; nothing when `pause` is over before anything has.
    package func next(within pause: Duration) async -> Changes {
        if waiting.withLock({ $0.isEmpty }) { await wake.sleep(atMost: pause, by: SystemTime()) }
        return waiting.withLock { changes in
            defer { changes = Changes() }
            return changes
        }
    }
}
