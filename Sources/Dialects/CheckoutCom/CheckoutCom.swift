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
    /// Seals subscriptions: they hold what signs webhooks.
    let sealer: Sealer
    let amountTriggers: AmountTriggers
    private let shelf: SubscriptionShelf
    /// What links begin with, when it is not the address the client called.
    let publicOrigin: String?

    package init(
        credentials: any CredentialDirectory, identifiers: IdentifierSource, rail: Rail,
        fingerprints: FingerprintKey, sealer: Sealer, amountTriggers: AmountTriggers = .classic,
        publicOrigin: String? = nil
    ) {
        self.credentials = credentials
        self.identifiers = identifiers
        self.rail = rail
        self.fingerprints = fingerprints
        self.sealer = sealer
        shelf = SubscriptionShelf(sealer: sealer)
        self.amountTriggers = amountTriggers
        self.publicOrigin = publicOrigin
    }

    package var wire: WireName { Self.wire }

    package func mount(
        on router: Router<DialectContext>, using service: any PaymentService, deliveries: any DeliveryLog
    ) {
        shelf.read(from: service)
        let routes = Routes(checkout: self, router: router)
        mountPayments(on: routes, using: service)
        mountVault(on: routes, using: service)
        mountWorkflows(on: routes, using: service, deliveries)
        mountClassicWebhooks(on: routes, using: service, deliveries)
        OAuthRoutes(checkout: self, service: service).mount(on: router)
        if rail == .simulated { ChallengeRoutes(checkout: self, service: service).mount(on: router) }
    }

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard let details = try? PaymentDetails.of(payment), wish.method == nil || wish.method == "card" else {
            return nil
        }
        return details.approval(wishing: wish.script)
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

    /// Beside those, whatever was asked for since.
    package func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        guard let details = try? PaymentDetails.of(payment) else { return endpoints.isEmpty }
        let halves = NoticeType.of(event, payment, details).indices
        let own = endpoints.filter { !NoticeAddress.isRequest($0, ofHalves: halves) }
        return self.endpoints(for: event, of: payment).sorted() == own.sorted()
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
