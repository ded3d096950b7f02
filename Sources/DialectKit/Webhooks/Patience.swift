package import PaymentCore

/// How long an endpoint may fail before its subscription is disabled. Time is the merchant's.
package struct Patience: Hashable, Sendable {
    /// Failed attempts in a row that end it; nil: only time does.
    package let attempts: Int?
    /// A burst of events in a short outage is no reason: so many attempts end it only once they span this long.
    package let spanning: Interval
    /// Without one success for this long, it ends whatever the number.
    package let time: Interval

    package init(attempts: Int? = nil, spanning: Interval = .zero, time: Interval) {
        self.attempts = attempts
        self.spanning = spanning
        self.time = time
    }

    package func isExhausted(by failing: Subscription.Failing, at now: Instant) -> Bool {
        if now >= failing.since + time { return true }
        guard let attempts else { return false }
        return failing.attempts >= attempts && now >= failing.since + spanning
    }
}
