package import PaymentCore

/// One attempt to tell a subscription something.
package struct Occasion: Sendable {
    package let subject: Subject
    /// What the subscriber was named with; empty where an event is told once.
    package let topic: String
    /// Real time: what signatures carry, because receivers compare it with theirs.
    package let now: Instant
    /// The merchant's time.
    package let merchantNow: Instant

    package enum Subject: Sendable {
        /// With the payment as of the event, and its events up to it where the announcer wants them; otherwise none.
        case event(Event, of: Payment, history: [Event])
        case notice(Notice)
    }

    package init(_ subject: Subject, topic: String, now: Instant, merchantNow: Instant) {
        self.subject = subject
        self.topic = topic
        self.now = now
        self.merchantNow = merchantNow
    }
}
