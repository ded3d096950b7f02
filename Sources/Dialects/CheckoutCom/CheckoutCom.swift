package import DialectKit
package import Hummingbird
package import PaymentCore

/// Checkout.com's payments API, on both its platforms: payments, captures, voids, refunds, reversals and increments.
package struct CheckoutCom: Dialect {
    package static let wire = WireName("checkoutcom")

    let credentials: any CredentialDirectory
    let identifiers: IdentifierSource
    /// Who answers for issuers. On a connector there is no challenge page.
    let rail: Rail
    let fingerprints: FingerprintKey
    let amountTriggers: AmountTriggers
    /// Sends a webhook once more because somebody asked, beside the outbox.
    let resend: @Sendable (OutgoingWebhook) async -> Void
    private let shelf = SubscriptionShelf()
    /// What links begin with, when it is not the address the client called.
    let publicOrigin: String?

    package init(
        credentials: any CredentialDirectory, identifiers: IdentifierSource, rail: Rail,
        fingerprints: FingerprintKey, amountTriggers: AmountTriggers = .classic, publicOrigin: String? = nil,
        resend: @escaping @Sendable (OutgoingWebhook) async -> Void
    ) {
        self.credentials = credentials
        self.identifiers = identifiers
        self.rail = rail
        self.fingerprints = fingerprints
        self.amountTriggers = amountTriggers
        self.publicOrigin = publicOrigin
        self.resend = resend
    }

    package var wire: WireName { Self.wire }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        shelf.read(from: service)
        let routes = Routes(checkout: self, router: router)
        let payments = PaymentRoutes(checkout: self, service: service)
        let captures = CaptureRoutes(checkout: self, service: service)
        let refunds = RefundRoutes(checkout: self, service: service)
        let increments = IncrementRoutes(checkout: self, service: service)
        let reading = Entry.secret("gateway:payment-details")
        routes.at(
            "/payments", .post(.secret("gateway:payment"), payments.create), .get(reading, payments.list))
        routes.at("/payments/:payment", .get(reading, payments.get))
        routes.at("/payments/:payment/actions", .get(reading, payments.actions))
        routes.at("/payments/:payment/captures", .post(.secret("gateway:payment-captures"), captures.capture))
        routes.at("/payments/:payment/voids", .post(.secret("gateway:payment-voids"), captures.void))
        routes.at("/payments/:payment/refunds", .post(.secret("gateway:payment-refunds"), refunds.refund))
        routes.at("/payments/:payment/reversals", .post(.secret("gateway:payment-voids"), refunds.reverse))
        routes.at(
            "/payments/:payment/authorizations",
            .post(.secret("gateway:payment-authorizations"), increments.increment))
        routes.elsewhere("/payments/:payment/**")
        let tokens = TokenRoutes(checkout: self, service: service)
        routes.at("/tokens", .post(.open("vault:tokenization"), tokens.create))
        mountVault(on: routes, using: service)
        mountWorkflows(on: routes, using: service)
        mountClassicWebhooks(on: routes, using: service)
        OAuthRoutes(checkout: self, service: service).mount(on: router)
        if rail == .simulated { ChallengeRoutes(checkout: self, service: service).mount(on: router) }
    }

    private func mountVault(on routes: Routes, using service: any PaymentService) {
        let instruments = InstrumentRoutes(checkout: self, service: service)
        let customers = CustomerRoutes(checkout: self, service: service)
        let instrumentEntry = Entry.secret("vault:instruments")
        let customerEntry = Entry.secret("vault:customers")
        routes.at("/instruments", .post(instrumentEntry, instruments.create))
        routes.at(
            "/instruments/:instrument", .get(instrumentEntry, instruments.get),
            .patch(instrumentEntry, instruments.update), .delete(instrumentEntry, instruments.delete))
        routes.at("/customers", .post(customerEntry, customers.create))
        routes.at(
            "/customers/:customer", .get(customerEntry, customers.get), .patch(customerEntry, customers.update),
            .delete(customerEntry, customers.delete))
    }

    private func mountWorkflows(on routes: Routes, using service: any PaymentService) {
        let workflows = WorkflowRoutes(checkout: self, service: service)
        let events = WorkflowEventRoutes(checkout: self, service: service)
        let entry = Entry.secret("flow:workflows")
        let eventEntry = Entry.secret("flow:events")
        let reflowEntry = Entry.secret("flow:reflow")
        routes.at("/workflows", .post(entry, workflows.create), .get(entry, workflows.list))
        routes.at("/workflows/event-types", .get(entry, events.types))
        routes.at("/workflows/events/reflow", .post(reflowEntry, events.reflowMany))
        routes.at("/workflows/events/subject/:subject", .get(eventEntry, events.ofSubject))
        routes.at("/workflows/events/subject/:subject/reflow", .post(reflowEntry, events.reflowSubject))
        routes.at(
            "/workflows/events/subject/:subject/workflow/:workflow/reflow",
            .post(reflowEntry, events.reflowSubject))
        routes.at("/workflows/events/:event", .get(eventEntry, events.get))
        routes.at("/workflows/events/:event/reflow", .post(reflowEntry, events.reflow))
        routes.at("/workflows/events/:event/workflow/:workflow/reflow", .post(reflowEntry, events.reflow))
        routes.at(
            "/workflows/:workflow", .get(entry, workflows.get), .patch(entry, workflows.update),
            .delete(entry, workflows.delete))
        routes.at("/workflows/:workflow/actions", .post(entry, workflows.addAction))
        routes.at(
            "/workflows/:workflow/actions/:part", .put(entry, workflows.setAction),
            .delete(entry, workflows.removeAction))
        routes.at("/workflows/:workflow/conditions", .post(entry, workflows.addCondition))
        routes.at(
            "/workflows/:workflow/conditions/:part", .put(entry, workflows.setCondition),
            .delete(entry, workflows.removeCondition))
    }

    private func mountClassicWebhooks(on routes: Routes, using service: any PaymentService) {
        let webhooks = WebhookRoutes(checkout: self, service: service)
        let events = ClassicEventRoutes(checkout: self, service: service)
        let entry = Entry.secret()
        routes.at("/webhooks", .post(entry, webhooks.create), .get(entry, webhooks.list))
        routes.at(
            "/webhooks/:webhook", .get(entry, webhooks.get), .put(entry, webhooks.replace),
            .patch(entry, webhooks.update), .delete(entry, webhooks.delete))
        routes.at("/event-types", .get(entry, events.types))
        routes.at("/events", .get(entry, events.list))
        routes.at("/events/:event", .get(entry, events.get))
        routes.at("/events/:event/webhooks/retry", .post(entry, events.retry))
        routes.at("/events/:event/webhooks/:webhook/retry", .post(entry, events.retry))
    }

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard let details = try? PaymentDetails.of(payment), wish.method == nil || wish.method == "card" else {
            return nil
        }
        return details.approval(at: identifiers.now(), wishing: wish.script)
    }

    /// Those who were subscribed when what happens was asked for, or else when the payment was made. That follows from the
    /// event and the payment alone, so the audit can say it again.
    package func endpoints(for event: Event, of payment: Payment) -> [String] {
        guard let details = try? PaymentDetails.of(payment) else { return [] }
        let halves = NoticeType.of(event, payment, details).indices
        guard !halves.isEmpty else { return [] }
        let operation = event.operation.flatMap { _ in OperationDetails.read(event.details) }
        let subscribers = operation?.subscribers ?? details.subscribers
        return halves.flatMap { half in
            subscribers.map { NoticeAddress(subscriber: $0, half: half).endpoint }
        }
    }

    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? {
        let address = NoticeAddress(endpoint)
        guard
            let notice = Notice(event, half: address.half, of: payment, following: shelf.following(event)),
            let subscription = shelf.subscription(
                address.subscriber, of: payment.birth.merchant, on: notice.details.platform),
            subscription.wants(notice.type)
        else { return nil }
        return subscription.webhook(notice)
    }

    /// Eight more attempts within 30 hours. Source: wire/checkout.md §13.1.
    package var webhookGaps: [Interval] {
        [
            .zero, .minutes(5), .minutes(10), .minutes(15), .minutes(30), .hours(1), .hours(4), .hours(12), .hours(12),
        ]
    }
}
