package import DialectKit
package import Hummingbird
package import PaymentCore

/// Mollie's API v2: payments, captures, refunds, the release of an authorization, and webhooks, under `/v2`.
package struct Mollie: Dialect {
    package static let wire = WireName("mollie")

    let credentials: any CredentialDirectory
    let identifiers: IdentifierSource
    /// Who answers for issuers. On a connector there is no test page.
    let rail: Rail
    let fingerprints: FingerprintKey
    let subscriptions: any SubscriptionDirectory
    /// What links begin with, when it is not the address the client called.
    let publicOrigin: String?

    package init(
        credentials: any CredentialDirectory, identifiers: IdentifierSource, rail: Rail,
        fingerprints: FingerprintKey, subscriptions: any SubscriptionDirectory, publicOrigin: String? = nil
    ) {
        self.credentials = credentials
        self.identifiers = identifiers
        self.rail = rail
        self.fingerprints = fingerprints
        self.subscriptions = subscriptions
        self.publicOrigin = publicOrigin
    }

    package var wire: WireName { Self.wire }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        let payments = PaymentRoutes(mollie: self, service: service)
        let captures = CaptureRoutes(mollie: self, service: service)
        let refunds = RefundRoutes(mollie: self, service: service)
        let routes = Routes(mollie: self, router: router)
        routes.at("/v2/payments", of: "payments", .post(payments.create), .get(payments.list))
        routes.at(
            "/v2/payments/:payment", of: "payments", .get(payments.get), .patch(payments.update),
            .delete(payments.cancel))
        routes.at("/v2/payments/:payment/release-authorization", of: "payments", .post(payments.release))
        routes.at("/v2/payments/:payment/captures", of: "payments", .post(captures.create), .get(captures.list))
        routes.at("/v2/payments/:payment/captures/:capture", of: "payments", .get(captures.get))
        routes.at("/v2/payments/:payment/refunds", of: "refunds", .post(refunds.create), .get(refunds.list))
        routes.at("/v2/payments/:payment/refunds/:refund", of: "refunds", .get(refunds.get), .delete(refunds.cancel))
        routes.at("/v2/refunds", of: "refunds", .get(RefundListRoutes(service: service).list))
        ChargebackRoutes(service: service).mount(on: routes)
        MethodRoutes().mount(on: routes)
        let hooks = HookRoutes(mollie: self, service: service)
        routes.at("/v2/webhooks", of: "webhooks", .post(hooks.create), .get(hooks.list))
        routes.at(
            "/v2/webhooks/:webhook", of: "webhooks", .get(hooks.get), .patch(hooks.update), .delete(hooks.delete))
        routes.at("/v2/webhooks/:webhook/ping", of: "webhooks", .post(hooks.ping))
        routes.at("/v2/events/:event", of: "events", .get(HookEventRoutes(mollie: self, service: service).get))
        SettlementRoutes(service: service).mount(on: routes)
        routes.elsewhere("/v2/**")
        OAuthRoutes(mollie: self, service: service).mount(on: router)
        if rail == .simulated { CheckoutRoutes(mollie: self, service: service).mount(on: router) }
    }

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard let details = try? PaymentDetails(canonicalBytes: payment.details.bytes) else { return nil }
        guard let method = details.method(wished: wish.method, for: payment.birth.requested) else { return nil }
        return Approval(
            instrument: Instrument(kind: method.name, scheme: method.scheme, script: wish.script),
            terms: details.terms(for: method))
    }

    /// The classic webhook: the payment's own `webhookUrl`. Source: wire/mollie.md §10.1.
    package func endpoints(for event: Event, of payment: Payment) -> [String] {
        guard event.notifiesShop(of: payment), let details = try? PaymentDetails(canonicalBytes: payment.details.bytes)
        else {
            return []
        }
        return details.webhookURL.map { [$0] } ?? []
    }
    /// One parameter, the payment's name, whatever happened; no signature. Source: wire/mollie.md §10.1.
    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? {
        OutgoingWebhook(
            url: endpoint,
            headers: [
                .init("User-Agent", "Mollie HTTP client/1.0"),
                .init("Content-Type", "application/x-www-form-urlencoded"), .init("Accept", "*/*"),
                .init("Accept-Encoding", "deflate, gzip"),
            ],
            body: Array("id=\(PaymentName.spell(payment.id))".utf8), timeout: .seconds(15))
    }

    /// Ten attempts within 26 hours. Source: wire/mollie.md §10.1.
    package var webhookGaps: [Interval] {
        [
            .zero, .minutes(1), .minutes(2), .minutes(4), .minutes(8), .minutes(16), .minutes(29), .hours(1), .hours(2),
            .hours(22),
        ]
    }
}

extension Event {
    /// Fires when the payment is authorized, paid, expired, failed or canceled, and when a capture or refund moves; not
    /// on creation or an update. Source: wire/mollie.md §4 and §10.1.
    fileprivate func notifiesShop(of payment: Payment) -> Bool {
        switch fact {
        case .created, .amended, .lapsing, .lapsed, .settled, .instructed: return false
        case .declined(_, let ends): return ends
        case .withdrawn, .abandoned, .dispatched: return true
        case .expired, .remainderReleased: return !payment.failsAtOnce
        case .operation(let operation):
            // What is captured at once is `paid` directly: the authorization before it does not show. Source: §4.
            if case .authorize = operation.order, payment.state.terms.capture == .automatic(after: .zero) {
                return false
            }
            // A refund that the merchant canceled is gone; of that only next-generation webhooks tell. Source: §6.2.
            if case .refund = operation.order, RefundStatus.of(operation) == nil { return false }
            return operation.state != .pending
        }
    }
}
