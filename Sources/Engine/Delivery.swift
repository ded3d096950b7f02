package import PaymentCore

/// One event on its way to one endpoint; or, numbered 0, a notice: something told to a subscription that is about no
/// payment. Then `payment` is the notice's own name.
package struct DeliveryPlace: Hashable, Sendable {
    package let payment: PaymentID
    /// The event's number in its payment.
    package let sequence: Int
    package let endpoint: String

    package init(payment: PaymentID, sequence: Int, endpoint: String) {
        self.payment = payment
        self.sequence = sequence
        self.endpoint = endpoint
    }

    package var isNotice: Bool { sequence == 0 }
}

/// A delivery that waits for its next attempt.
package struct WaitingDelivery: Hashable, Sendable {
    package let place: DeliveryPlace
    package let due: Instant
    /// Attempts made so far.
    package let attempts: Int

    package init(place: DeliveryPlace, due: Instant, attempts: Int) {
        self.place = place
        self.due = due
        self.attempts = attempts
    }
}

/// What came of one attempt.
package struct DeliveryAttempt: Hashable, Sendable {
    package let place: DeliveryPlace
    /// Counted from 1.
    package let number: Int
    package let at: Instant
    package let took: Interval
    /// The HTTP status; nil when there was no answer.
    package let status: Int?
    /// What went wrong, or the beginning of the answer.
    package let note: String
    /// When to try again; nil when delivered or given up.
    package let next: Instant?
    /// What was sent; nil when nothing was.
    package let request: SentRequest?

    package init(
        place: DeliveryPlace, number: Int, at: Instant, took: Interval, status: Int?, note: String, next: Instant?,
        request: SentRequest? = nil
    ) {
        self.place = place
        self.number = number
        self.at = at
        self.took = took
        self.status = status
        self.note = note
        self.next = next
        self.request = request
    }
}

/// What was found among the next so many that wait.
package struct DeliveryStretch: Sendable {
    /// Those that nothing of their payment and endpoint waits before.
    package let due: [WaitingDelivery]
    /// The last that was looked at; nil when none waits behind it.
    package let end: WaitingDelivery?

    package init(due: [WaitingDelivery], end: WaitingDelivery?) {
        self.due = due
        self.end = end
    }
}

/// What the dispatcher of webhooks reads.
package protocol DeliveryReader: Sendable {
    /// Of a merchant's payments, due at `now`, earliest first, at most `limit`, from behind `last` on when it is given.
    /// Only the first of each payment and endpoint, whatever the topic: the next one waits until it has been delivered or
    /// given up, so that an endpoint hears of a payment in order.
    func deliveries(of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, limit: Int)
        throws(StoreError) -> [WaitingDelivery]
    /// The same among the next `rows` that wait, behind `last` when it is given: its time does not grow with what waits.
    func deliveries(of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int)
        throws(StoreError) -> DeliveryStretch
    /// When the first one after `last` is due.
    func nextDelivery(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant?
    /// When the next one of each merchant is due; merchants without any are left out.
    func nextDeliveries() throws(StoreError) -> [MerchantID: Instant]
    /// Attempts of a payment's deliveries, oldest first.
    func attempts(of payment: PaymentID) throws(StoreError) -> [DeliveryAttempt]
}

extension DeliveryReader {
    /// For a store that finds the first of each payment and endpoint without looking at all that wait.
    package func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int
    ) throws(StoreError) -> DeliveryStretch {
        let due = try deliveries(of: merchant, dueBy: now, after: last, limit: rows)
        return DeliveryStretch(due: due, end: due.count == rows ? due.last : nil)
    }

    package func nextDelivery(of merchant: MerchantID) throws(StoreError) -> Instant? {
        try nextDelivery(of: merchant, after: Instant(milliseconds: .min))
    }
}
