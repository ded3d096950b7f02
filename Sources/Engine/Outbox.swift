package import PaymentCore

/// Who wants to hear of an event. Asked while the event is being written, so the answer lands with it (I6).
package protocol Outbox: Sendable {
    /// The endpoints of the payment's dialect that `event` notifies, as of the payment after it. Pure and quick.
    func endpoints(for event: Event, of payment: Payment) -> [String]
}
