package import PaymentCore

/// What a wire tells the subscriptions that speak it. Every dialect is one; whoever has no subscriptions says nothing.
package protocol Announcer: Sendable {
    var wire: WireName { get }

    /// Who of `subscriptions`, the enabled ones of this wire and of the payment's merchant, is to hear of an event. The
    /// payment may have been born in any wire. Pure and quick: it runs while the event is being written.
    func subscribers(
        for event: Event, of payment: Payment, among subscriptions: [Subscription]
    ) -> [Subscriber]

    /// Who of them is to hear that another subscription of the merchant, of any wire, was disabled.
    func subscribers(forDisabled disabled: Subscription, among subscriptions: [Subscription]) -> [Subscriber]

    /// What to send to one of them; asked again for each attempt. Nil: nothing after all.
    func webhook(for occasion: Occasion, to subscription: Subscription) -> OutgoingWebhook?

    /// Whether it wants to know what happened to the payment before: to read that takes longer the more did.
    var tellsHistory: Bool { get }

    /// How long to wait before each attempt, the first included; after the last one a delivery is given up.
    var subscriptionGaps: [Interval] { get }

    /// When an endpoint that fails is disabled. Nil: never.
    var patience: Patience? { get }
}

extension Announcer {
    package func subscribers(
        for event: Event, of payment: Payment, among subscriptions: [Subscription]
    ) -> [Subscriber] { [] }

    package func subscribers(
        forDisabled disabled: Subscription, among subscriptions: [Subscription]
    ) -> [Subscriber] { [] }

    package func webhook(for occasion: Occasion, to subscription: Subscription) -> OutgoingWebhook? { nil }
    package var tellsHistory: Bool { false }
    package var patience: Patience? { nil }
}

extension Dialect {
    package var subscriptionGaps: [Interval] { webhookGaps }
}

/// A subscription that is to hear of something, and under which topic when one event is told to it more than once.
package struct Subscriber: Hashable, Sendable {
    package let subscription: SubscriptionID
    package let topic: String

    package init(_ subscription: Subscription, topic: String = "") {
        self.subscription = subscription.id
        self.topic = topic
    }

    /// How an outbox row names it.
    package var endpoint: String { SubscriptionEndpoint(subscription, topic: topic).text }
}

/// All announcers of this server.
package struct AnnouncerDirectory: Sendable {
    package let all: [any Announcer]

    package init(_ announcers: [any Announcer]) { all = announcers }

    package func announcer(on wire: WireName) -> (any Announcer)? { all.first { $0.wire == wire } }
}
