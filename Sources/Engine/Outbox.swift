package import PaymentCore

/// Who wants to hear of an event. Asked while the event is being written, so the answer lands with it (I6).
package protocol Outbox: Sendable {
    /// The endpoints that `event` notifies, as of the payment after it: addresses of the payment's own, which follow from
    /// event and payment alone, and subscriptions (`SubscriptionEndpoint`) of that moment. Quick. Throws when nobody can say
    /// now: then nothing of the batch is written.
    func endpoints(for event: Event, of payment: Payment) throws(StoreError) -> [String]

    /// Whether `endpoints`, which were written with `event`, are what it notified. Asked by the audit, when those who want
    /// to hear may be others than they were then.
    func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool

    /// By which names people will look for the payment, as far as this event brings them: references, ids of operations.
    func names(for event: Event, of payment: Payment) -> [SearchName]
}

extension Outbox {
    package func names(for event: Event, of payment: Payment) -> [SearchName] { [] }

    /// Where it follows from the payment alone: they are who is notified now too.
    package func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        guard let found = try? self.endpoints(for: event, of: payment) else { return false }
        let own = found.filter { SubscriptionEndpoint($0) == nil }
        return own.sorted() == endpoints.sorted()
    }
}
