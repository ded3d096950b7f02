package import PaymentCore

/// What became of webhooks, for whoever asks, and sending them once more.
package protocol DeliveryLog: Sendable {
    func deliveries(of merchant: MerchantID, _ wish: DeliveryWish) throws(Unavailable) -> [DeliveryReport]

    /// Due at once, as one more attempt each.
    func replay(_ deliveries: [DeliveryReport], of merchant: MerchantID) async throws(Unavailable)

    /// Further deliveries of events that happened, each as durable as those that an event brings with it, due at once and
    /// tried on the wire's schedule.
    func add(_ deliveries: [AddedDelivery], of merchant: MerchantID) async throws(Unavailable)
}

/// An event that an endpoint is to be told because somebody asked for it.
package struct AddedDelivery: Hashable, Sendable {
    package let payment: PaymentID
    /// The event's number in its payment.
    package let sequence: Int
    /// As the dialect will know it again; one that the event has a delivery to already is sent that one once more.
    package let endpoint: String

    package init(payment: PaymentID, sequence: Int, endpoint: String) {
        self.payment = payment
        self.sequence = sequence
        self.endpoint = endpoint
    }
}

/// Which deliveries are wanted. The newest 10,000 payments are looked through.
package struct DeliveryWish: Hashable, Sendable {
    /// Of one payment; or of one notice, by its name.
    package var payment: PaymentID?
    /// To one subscription, named by its lane (`SubscriptionEndpoint`), or to one address.
    package var endpoint: String?
    package var state: DeliveryReport.State?
    package var limit: Int

    package init(
        payment: PaymentID? = nil, endpoint: String? = nil, state: DeliveryReport.State? = nil, limit: Int
    ) {
        self.payment = payment
        self.endpoint = endpoint
        self.state = state
        self.limit = limit
    }
}

/// One event, or notice, on its way to one endpoint.
package struct DeliveryReport: Hashable, Sendable {
    /// The payment, or the notice's name when `sequence` is 0.
    package let payment: PaymentID
    /// The event's number in its payment.
    package let sequence: Int
    /// As the outbox names it: an address, or a `SubscriptionEndpoint`.
    package let endpoint: String
    package let state: State
    /// When it is tried next; nil when it is not.
    package let due: Instant?
    package let attempts: [Attempt]

    package enum State: String, Hashable, Sendable { case pending, delivered, failed }

    package struct Attempt: Hashable, Sendable {
        package let number: Int
        package let at: Instant
        package let took: Interval
        /// Nil when there was no answer.
        package let status: Int?
        /// What went wrong, or the beginning of the answer.
        package let note: String
        /// Nil when nothing was sent. The body may be cut off after 65,536 bytes.
        package let request: OutgoingWebhook?

        package init(
            number: Int, at: Instant, took: Interval, status: Int?, note: String, request: OutgoingWebhook?
        ) {
            self.number = number
            self.at = at
            self.took = took
            self.status = status
            self.note = note
            self.request = request
        }
    }

    package init(
        payment: PaymentID, sequence: Int, endpoint: String, state: State, due: Instant?, attempts: [Attempt]
    ) {
        self.payment = payment
        self.sequence = sequence
        self.endpoint = endpoint
        self.state = state
        self.due = due
        self.attempts = attempts
    }
}
