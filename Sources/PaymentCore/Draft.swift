/// A payment while a command is being decided: each fact is applied as it is noted, so the next one sees it.
struct Draft {
    private(set) var payment: Payment
    private(set) var events: [Event] = []
    let now: Instant

    /// `now`, but never earlier than the payment's last event (I8).
    init(_ payment: Payment, at now: Instant) {
        self.payment = payment
        self.now = max(now, payment.state.lastEventAt)
    }

    /// A payment whose birth is part of the decision.
    init(born payment: Payment, by birth: Event) {
        self.payment = payment
        events = [birth]
        now = birth.at
    }

    mutating func note(_ fact: Event.Fact, _ details: Details = .none) {
        let event = Event(
            payment: payment.id, sequence: payment.state.sequence + 1, at: now, fact: fact, details: details)
        payment.apply(event)
        events.append(event)
    }

    /// The name of an operation that nobody named: it follows from the payment and the event's number.
    func name(_ given: OperationID?) -> OperationID {
        given ?? payment.id.derived(payment.state.sequence + 1)
    }

    var accepted: Decision { .accepted(Acceptance(payment: payment, events: events)) }
}
