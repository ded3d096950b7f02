package import DialectKit
package import Engine
import Logging
package import PaymentCore
import Synchronization

/// Every merchant's subscriptions in memory, as last committed; changes are durable before anybody sees them. Whoever
/// changes one, here or on another node, has the merchant's read anew.
package final class SubscriptionRegistry: SubscriptionDirectory {
    private let vault: SubscriptionVault
    private let reader: any PaymentReader & DeliveryHistory
    private let identifiers: IdentifierSource
    private let current: Mutex<[MerchantID: [SubscriptionID: Subscription]]>
    private let turns = Turns<MerchantID>()
    /// Held from reading a merchant's until they are known: who reads later knows later.
    private let reading = Mutex(())
    /// Who writes, and who has something to say; known once the engine is there.
    private let house = Mutex<House?>(nil)

    private struct House {
        let engine: Engine
        let announcers: AnnouncerDirectory
    }

    /// Deliveries that are given up together.
    private static let stride = 256
    /// How often a change is tried that another node comes before.
    private static let tries = 100

    /// Empty until `load`. What is stored is sealed.
    package init(
        sealer: Sealer, reader: any PaymentReader & DeliveryHistory, identifiers: IdentifierSource
    ) {
        vault = SubscriptionVault(sealer: sealer)
        self.reader = reader
        self.identifiers = identifiers
        current = Mutex([:])
    }

    /// Reads every subscription, before anything is decided.
    package func load() throws(StoreError) {
        var found: [MerchantID: [SubscriptionID: Subscription]] = [:]
        for subscription in try vault.all(in: reader) {
            found[subscription.merchant, default: [:]][subscription.id] = subscription
        }
        let all = found
        current.withLock { $0 = all }
    }

    /// Reads a merchant's anew, as they were last committed.
    package func reload(_ merchant: MerchantID) throws(StoreError) {
        try reading.withLock { (_) throws(StoreError) in
            let found = try vault.all(in: reader, of: merchant)
            let all = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            current.withLock { $0[merchant] = all }
        }
    }

    /// After a change of this node's own; `change` is what it did, in case it cannot be read now.
    private func publish(
        _ merchant: MerchantID, _ change: (inout [SubscriptionID: Subscription]) -> Void
    ) {
        do { try reload(merchant) } catch { current.withLock { change(&$0[merchant, default: [:]]) } }
    }

    /// From now on changes are possible.
    package func serve(_ engine: Engine, _ announcers: AnnouncerDirectory) {
        house.withLock { $0 = House(engine: engine, announcers: announcers) }
    }

    /// Whether a document is one of those that are in memory here.
    package func remembers(_ key: DocumentKey) -> Bool { SubscriptionVault.isSubscription(key) }

    package func subscriptions(of merchant: MerchantID, on wire: WireName) -> [Subscription] {
        subscriptions(of: merchant).filter { $0.wire == wire }
    }

    package func subscriptions(of merchant: MerchantID) -> [Subscription] {
        guard let found = current.withLock({ $0[merchant] }) else { return [] }
        return found.values.sorted { $0.id < $1.id }
    }

    package func subscription(_ id: SubscriptionID, of merchant: MerchantID) -> Subscription? {
        current.withLock { $0[merchant]?[id] }
    }

    package func notice(_ id: NoticeID, of merchant: MerchantID) throws(Unavailable) -> Notice? {
        do { return try storedNotice(id, of: merchant) } catch { throw .storeDown }
    }

    func storedNotice(_ id: NoticeID, of merchant: MerchantID) throws(StoreError) -> Notice? {
        try vault.notice(id, of: merchant, in: reader)
    }

    package func now(of merchant: MerchantID) -> Instant {
        house.withLock { $0 }?.engine.clocks.now(of: merchant) ?? Instant(milliseconds: 0)
    }

    private func engine() throws(Unavailable) -> Engine {
        guard let house = house.withLock({ $0 }) else { throw .closing }
        return house.engine
    }
}

// MARK: Changing

extension SubscriptionRegistry {
    package func add(_ subscription: Subscription) async throws(Unavailable) {
        let engine = try engine()
        try await turns.take(subscription.merchant) { () throws(Unavailable) in
            guard self.subscription(subscription.id, of: subscription.merchant) == nil else { return }
            try await engine.write(vault.add(subscription))
            publish(subscription.merchant) { $0[subscription.id] = subscription }
        }
    }

    package func update(
        _ subscription: Subscription, _ change: @Sendable (inout Subscription) -> Void
    ) async throws(Unavailable) -> Subscription? {
        let engine = try engine()
        let (before, after) = try await turns.take(subscription.merchant) { () throws(Unavailable) in
            try await replace(subscription, through: engine, change)
        }
        if let before, let after, before.isEnabled, !after.isEnabled { await giveUp(after, through: engine) }
        return after
    }

    package func remove(_ subscription: Subscription) async throws(Unavailable) {
        let engine = try engine()
        try await turns.take(subscription.merchant) { () throws(Unavailable) in
            try await engine.write([vault.remove(subscription)])
            publish(subscription.merchant) { $0[subscription.id] = nil }
        }
        await giveUp(subscription, through: engine)
    }

    package func tell(_ notice: Notice, to subscribers: [Subscriber]) async throws(Unavailable) {
        try await engine().deliver(places(of: notice, subscribers), of: notice.merchant, with: [vault.put(notice)])
    }

    private func replace(
        _ subscription: Subscription, through engine: Engine, _ change: @Sendable (inout Subscription) -> Void
    ) async throws(Unavailable) -> (before: Subscription?, after: Subscription?) {
        // Another node may come first, but not for ever.
        for _ in 0..<Self.tries {
            guard let (before, document) = try stored(subscription) else { return (nil, nil) }
            var after = before
            change(&after)
            guard after != before else { return (before, before) }
            guard try await engine.wrote([vault.put(after)], where: .isAs(document)) else { continue }
            publish(after.merchant) { $0[after.id] = after }
            return (before, after)
        }
        throw .overloaded
    }

    private func stored(
        _ subscription: Subscription
    ) throws(Unavailable) -> (subscription: Subscription, document: Document)? {
        do { return try vault.stored(subscription, in: reader) } catch { throw .storeDown }
    }

    private func places(of notice: Notice, _ subscribers: [Subscriber]) -> [DeliveryPlace] {
        let name = PaymentID(high: notice.id.high, low: notice.id.low)
        return subscribers.map { DeliveryPlace(payment: name, sequence: 0, endpoint: $0.endpoint) }
    }

    /// What waits for it ends as failed, each with its reason. What is not found here is given up when it is due.
    private func giveUp(_ subscription: Subscription, through engine: Engine) async {
        let era = engine.clocks.era(of: subscription.merchant)
        let filter = DeliveryFilter(
            lane: SubscriptionEndpoint(subscription.id).lane, state: .pending, limit: Self.stride)
        while let waiting = try? reader.deliveries(of: subscription.merchant, filter), !waiting.isEmpty {
            let isRecorded = await withTaskGroup(of: Bool.self) { group in
                for record in waiting {
                    let attempt = DeliveryAttempt(
                        place: record.place, number: record.attempts + 1, at: now(of: subscription.merchant),
                        took: .zero, status: nil, note: subscription.whyGivenUp, next: nil)
                    group.addTask { await engine.record(attempt, seenIn: era) }
                }
                return await group.reduce(true) { $0 && $1 }
            }
            guard isRecorded, waiting.count == Self.stride else { return }
        }
    }
}

// MARK: What came of an attempt

extension SubscriptionRegistry {
    /// Takes an attempt into account. Disables the subscription when its wire's patience is over, and tells who is to
    /// hear of that. Returns it as it stands then.
    func note(
        _ subscription: Subscription, succeeded: Bool, at now: Instant
    ) async throws(Unavailable) -> Subscription? {
        if succeeded, self.subscription(subscription.id, of: subscription.merchant)?.failing == nil {
            return subscription
        }
        guard let house = house.withLock({ $0 }) else { throw .closing }
        let patience = house.announcers.announcer(on: subscription.wire)?.patience
        let (before, after) = try await turns.take(subscription.merchant) {
            () throws(Unavailable) -> (Subscription?, Subscription?) in
            for _ in 0..<Self.tries {
                guard let (before, document) = try stored(subscription), before.isEnabled else { return (nil, nil) }
                var after = before
                if succeeded { after.noteSuccess() } else { after.noteFailure(at: now) }
                if let failing = after.failing, let patience, patience.isExhausted(by: failing, at: now) {
                    let reason = "\(failing.attempts) attempts failed in a row"
                    after.disable(because: reason, at: now)
                    try await write(disabled: after, because: reason, house, at: now)
                } else {
                    guard try await house.engine.wrote([vault.put(after)], where: .isAs(document)) else { continue }
                }
                publish(after.merchant) { $0[after.id] = after }
                return (before, after)
            }
            throw .overloaded
        }
        if before != nil, let after, !after.isEnabled { await giveUp(after, through: house.engine) }
        return after
    }

    /// That it is disabled and that others hear of it is one write.
    private func write(
        disabled: Subscription, because reason: String, _ house: House, at now: Instant
    ) async throws(Unavailable) {
        let merchant = disabled.merchant
        let hearers = house.announcers.all.flatMap { announcer in
            let others = subscriptions(of: merchant, on: announcer.wire).filter { $0.isEnabled && $0.id != disabled.id }
            return announcer.subscribers(forDisabled: disabled, among: others)
        }
        guard !hearers.isEmpty else {
            try await house.engine.write([vault.put(disabled)])
            return
        }
        let notice = Notice(
            id: identifiers.next(), merchant: merchant, at: now,
            subject: .disabled(disabled.id, wire: disabled.wire, url: disabled.url, reason: reason))
        try await house.engine.deliver(
            places(of: notice, hearers), of: merchant, with: [vault.put(disabled), vault.put(notice)])
    }
}

extension Engine {
    /// False when the condition did not hold: then nothing was written.
    fileprivate func wrote(
        _ documents: [DocumentWrite], where condition: DocumentCondition
    ) async throws(Unavailable) -> Bool {
        do {
            try await write(documents, where: [condition])
            return true
        } catch {
            switch error {
            case .conflict: return false
            case .unavailable(let reason): throw reason
            }
        }
    }
}

extension Subscription {
    /// What attempts that were not made say.
    var whyGivenUp: String {
        switch standing {
        case .enabled: "given up: the endpoint was removed"
        case .disabled(let reason, _): "given up: the endpoint is disabled: \(reason)"
        case .removed: "given up: the endpoint was removed"
        }
    }
}
