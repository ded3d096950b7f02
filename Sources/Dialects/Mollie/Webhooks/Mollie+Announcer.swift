package import DialectKit
package import PaymentCore

/// What Mollie's next-generation webhooks say; the classic ones are beside them. Source: wire/mollie.md §10.2.
extension Mollie {
    /// Those of the payment's own mode that asked for what happened; twice when it is two events.
    package func subscribers(
        for event: Event, of payment: Payment, among subscriptions: [Subscription]
    ) -> [Subscriber] {
        guard payment.birth.wire == wire else { return [] }
        // Whether a refund is on its way or was canceled is known from its own event; only `dispatched` names it.
        let refund = payment.operation(of: event)
        let types = HookEventType.of(event, payment, refund: refund)
        guard !types.isEmpty else { return [] }
        return subscriptions.flatMap { subscription -> [Subscriber] in
            guard subscription.account == payment.birth.account, let hook = subscription.hook else { return [] }
            return types.filter(hook.admits).map { Subscriber(subscription, topic: $0.rawValue) }
        }
    }

    package func webhook(for occasion: Occasion, to subscription: Subscription) -> OutgoingWebhook? {
        guard let hook = subscription.hook, let body = body(occasion, hook) else { return nil }
        let signatures = subscription.signingSecrets(at: occasion.merchantNow).map { secret in
            OutgoingWebhook.Header("X-Mollie-Signature", "sha256=" + SigningSecret.signature(of: body, by: secret))
        }
        return OutgoingWebhook(
            url: subscription.url,
            headers: [
                .init("User-Agent", "Mollie HTTP client/1.0"), .init("Content-Type", "application/json"),
                .init("Accept", "*/*"),
            ] + signatures, body: body, timeout: .seconds(15))
    }

    /// Of an operation that ends, an event tells how it began.
    package var tellsHistory: Bool { true }

    /// As the classic ones: ten attempts within 26 hours. Source: wire/mollie.md §10.2.
    package var subscriptionGaps: [Interval] { webhookGaps }

    /// A hook that fails for 24 hours becomes `blocked`. Source: wire/mollie.md §10.2.
    package var patience: Patience? { Patience(time: .hours(24)) }

    private func body(_ occasion: Occasion, _ hook: HookDetails) -> [UInt8]? {
        switch occasion.subject {
        case .event(let event, let payment, let history):
            let told = HookEvent.all(event, payment, history: history).first { $0.type.rawValue == occasion.topic }
            return told?.bytes(hook.mode, hook.links)
        case .notice(let notice):
            switch notice.subject {
            case .test: return HookPing(notice)?.bytes(hook.links)
            case .disabled: return nil
            }
        }
    }
}

extension Links {
    var webhooks: String { origin + "/v2/webhooks" }
    func webhook(_ name: String) -> String { marked("\(webhooks)/\(name)") }
    func event(_ name: String) -> String { marked("\(origin)/v2/events/\(name)") }
}

extension Payment {
    /// The operation that an event is about, when it is still among the payment's pending ones.
    fileprivate func operation(of event: Event) -> Operation? {
        guard case .dispatched(let id) = event.fact else { return nil }
        return state.pending.first { $0.id == id }
    }
}
