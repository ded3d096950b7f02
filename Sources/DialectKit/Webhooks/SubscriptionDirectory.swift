package import PaymentCore

/// The subscriptions of every merchant: read from memory, changed durably first.
package protocol SubscriptionDirectory: Sendable {
    /// In order of birth; also those that are disabled or removed.
    func subscriptions(of merchant: MerchantID, on wire: WireName) -> [Subscription]

    /// Of all wires, in order of birth.
    func subscriptions(of merchant: MerchantID) -> [Subscription]

    /// Nil when the merchant has no such subscription.
    func subscription(_ id: SubscriptionID, of merchant: MerchantID) -> Subscription?

    /// What the merchant's clock says: by it subscriptions are born, and secrets end.
    func now(of merchant: MerchantID) -> Instant

    /// One that is there already stays as it is.
    func add(_ subscription: Subscription) async throws(Unavailable)

    /// One change at a time, each upon the one before. What waits for a subscription that is enabled no longer is given
    /// up. Nil when it is not there.
    func update(
        _ subscription: Subscription, _ change: @Sendable (inout Subscription) -> Void
    ) async throws(Unavailable) -> Subscription?

    /// Takes it away for good, and gives up what waits for it.
    func remove(_ subscription: Subscription) async throws(Unavailable)

    /// Sends a notice to subscriptions of its merchant, as durably as an event.
    func tell(_ notice: Notice, to subscribers: [Subscriber]) async throws(Unavailable)

    /// Nil when the merchant has no such notice.
    func notice(_ id: NoticeID, of merchant: MerchantID) throws(Unavailable) -> Notice?
}
