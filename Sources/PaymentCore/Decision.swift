/// What became of a command. A refusal is an answer, not an error.
package enum Decision: Hashable, Sendable {
    case accepted(Acceptance)
    case refused(Refusal)
}

/// The payment as of the decision, and what happened to it. Replies and webhooks are encoded from this.
package struct Acceptance: Hashable, Sendable {
    package let payment: Payment
    /// At least one; all of one instant.
    package let events: [Event]

    package init(payment: Payment, events: [Event]) {
        self.payment = payment
        self.events = events
    }

    /// The operation that the command asked for, as of the decision: what a capture's reply is encoded from.
    package var operation: Operation? { operationEvent?.operation }

    /// The event of that operation, which carries its details. A re-authorization that a capture needed first is not it.
    package var operationEvent: Event? {
        events.first { $0.operation.map { !$0.order.isReauthorization } ?? false }
            ?? events.first { $0.operation != nil }
    }
}

extension Operation.Order {
    fileprivate var isReauthorization: Bool { if case .reauthorize = self { true } else { false } }
}
