package import DialectKit
package import PaymentCore

/// Our own webhooks tell of payments of every wire, in our own words, signed with the time.
extension HoldfastWire {
    package func subscribers(
        for event: Event, of payment: Payment, among subscriptions: [Subscription]
    ) -> [Subscriber] {
        guard let type = EventType.of(event) else { return [] }
        return subscriptions.filter { $0.filter.admits(type) }.map { Subscriber($0) }
    }

    package func subscribers(
        forDisabled disabled: Subscription, among subscriptions: [Subscription]
    ) -> [Subscriber] {
        subscriptions.filter { $0.filter.admits(EventType.endpointDisabled) }.map { Subscriber($0) }
    }

    /// The body is the same at each attempt; the signature carries the time of this one.
    package func webhook(for occasion: Occasion, to subscription: Subscription) -> OutgoingWebhook? {
        guard let message = WebhookMessage(occasion) else { return nil }
        let seconds = occasion.now.milliseconds / 1_000
        let signed = Array("\(seconds).".utf8) + message.body
        let signatures = subscription.signingSecrets(at: occasion.merchantNow)
            .map { ",v1=" + SigningSecret.signature(of: signed, by: $0) }
        return OutgoingWebhook(
            url: subscription.url,
            headers: [
                .init("User-Agent", "Holdfast/1.0"), .init("Content-Type", "application/json"),
                .init("Holdfast-Event-Id", message.id), .init("Holdfast-Event-Type", message.type),
                .init("Holdfast-Signature", "t=\(seconds)" + signatures.joined()),
            ],
            body: message.body, timeout: .seconds(15))
    }

    /// Twenty attempts within three days. The second is far enough from the first to wait for a frozen clock.
    package var subscriptionGaps: [Interval] {
        [
            .zero, .seconds(15), .minutes(1), .minutes(2), .minutes(5), .minutes(10), .minutes(20), .minutes(30),
            .hours(1), .hours(1), .hours(2), .hours(2), .hours(4), .hours(4), .hours(6), .hours(6), .hours(8),
            .hours(8), .hours(12), .hours(12),
        ]
    }

    /// Three days, or twenty attempts in a row over an hour at least: many events in a short outage are no reason.
    package var patience: Patience? { Patience(attempts: 20, spanning: .hours(1), time: .days(3)) }
}
