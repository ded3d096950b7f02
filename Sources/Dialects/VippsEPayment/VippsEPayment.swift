package import DialectKit
package import Hummingbird
package import PaymentCore
package import VippsAccess

/// Vipps MobilePay's ePayment API v1, under `/epayment/v1`, and the Webhooks API v1 that tells of its payments.
package struct VippsEPayment: Dialect {
    package static let wire = WireName("vipps-epayment")

    let access: VippsAccess
    private let registrations: Registrations

    /// Registrations are kept sealed.
    package init(access: VippsAccess, sealer: Sealer) {
        self.access = access
        registrations = Registrations(sealer: sealer, now: access.identifiers.now)
    }

    package var wire: WireName { Self.wire }

    /// Whether a document is one of those that are remembered here.
    package static func remembers(_ key: DocumentKey) -> Bool { Registrations.isRegistration(key) }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        let payments = PaymentRoutes(access: access, service: service)
        let adjust = AdjustRoutes(access: access, service: service)
        let routes = Routes(access: access)
        var roads = [
            routes.road(.post, "epayment/v1/payments", payments.create),
            routes.road(.get, "epayment/v1/payments/:name", payments.get),
            routes.road(.get, "epayment/v1/payments/:name/events", payments.events),
            routes.road(.post, "epayment/v1/payments/:name/capture", adjust.capture),
            routes.road(.post, "epayment/v1/payments/:name/cancel", adjust.cancel),
            routes.road(.post, "epayment/v1/payments/:name/refund", adjust.refund),
        ]
        if access.rail == .simulated {
            let approve = ApproveRoutes(access: access, service: service)
            roads.append(routes.road(.post, "epayment/v1/test/payments/:name/approve", approve.approve))
            // As older documents have it. Source: wire/vipps.md §2.1.
            roads.append(routes.road(.post, "epayment/v1/payments/:name/approve", approve.approve))
        }
        routes.map(roads).mount(on: router, below: "epayment", "ePayment", "EPayment", "Epayment")
        mountWebhooks(on: router, using: service)
    }

    /// By the `pspReference` of its creation, which both APIs' payments have.
    package func paymentID(spelled text: String) -> PaymentID? {
        UUIDSpelling.read(text).map { PaymentID(high: $0.hi, low: $0.lo) }
    }

    /// By its `reference`, or the `orderId` of eCom.
    package func paymentID(called text: String, by merchant: MerchantID, in service: any PaymentService) -> PaymentID? {
        try? References.find(text, merchant, in: service)
    }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        PaymentDetails.approval(of: payment, with: wish)
    }

    package func withoutPayer(_ payment: Payment) -> Payerless? { PaymentDetails.withoutPayer(payment) }

    private func mountWebhooks(on router: Router<DialectContext>, using service: any PaymentService) {
        registrations.begin(with: service)
        let webhooks = RegistrationRoutes(access: access, service: service, registrations: registrations)
        let routes = Routes(access: access, keyIsOptional: true)
        let roads = [
            routes.road(.post, "webhooks/v1/webhooks", webhooks.register),
            routes.road(.get, "webhooks/v1/webhooks", webhooks.list),
            routes.road(.delete, "webhooks/v1/webhooks/:name", webhooks.delete),
        ]
        routes.map(roads).mount(on: router, below: "webhooks/v1", "Webhooks/v1", "webhooks/V1", "Webhooks/V1")
    }

    // MARK: Webhooks

    /// Everything that the merchant has was exchanged, its registrations too.
    package func forget(_ merchant: MerchantID) { registrations.forget(merchant) }

    /// Every registration of the payment's sale unit for this kind of event. Payments of eCom tell by callback instead.
    package func endpoints(for event: Event, of payment: Payment) throws(Unavailable) -> [String] {
        guard let details = PaymentDetails.read(payment), let entry = event.toldEntry(of: payment) else {
            return []
        }
        let type = EventType.of(entry)
        return try registrations.all(of: payment.birth.merchant, details.unit).filter { $0.events.contains(type) }
            .map(\.endpoint)
    }

    /// Registrations come and go, so all that can be said later is that they were registrations, of an event that tells.
    package func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        guard event.toldEntry(of: payment) != nil else { return endpoints.isEmpty }
        return endpoints.allSatisfy { Registration.id(inEndpoint: $0) != nil }
    }

    /// Nothing once the registration is gone.
    package func webhook(
        for event: Event, of payment: Payment, to endpoint: String
    ) throws(Unavailable) -> OutgoingWebhook? {
        guard let details = PaymentDetails.read(payment), let entry = event.toldEntry(of: payment),
            let registration = try registrations.all(of: payment.birth.merchant, details.unit)
                .first(where: { $0.endpoint == endpoint })
        else { return nil }
        let body = WebhookBody(entry: entry, payment: payment, details: details).bytes
        let address = CalledAddress(registration.url)
        // In real time: receivers compare it with theirs.
        let signature = WebhookSignature(registration.secret, for: address, body, at: access.identifiers.now())
        return OutgoingWebhook(
            url: registration.url,
            headers: [
                .init("Host", address.authority), .init("Content-Type", "application/json; charset=utf-8"),
                .init("User-Agent", "Vipps MobilePay/1.0 Webhooks/1.0"), .init("Webhook-Id", registration.name),
                .init("X-Ms-Date", signature.date), .init("X-Ms-Content-Sha256", signature.contentHash),
                .init("Authorization", signature.authorization),
                .init("X-Vipps-Authorization", signature.authorization), .init("Accept-Encoding", "gzip"),
            ],
            body: body, timeout: .seconds(10))
    }

    /// Three more within seconds, then a minute, two minutes, hourly to the 29th, daily until a week has passed. Source:
    /// wire/vipps.md §3.3.
    package var webhookGaps: [Interval] {
        [.zero, .seconds(2), .seconds(2), .seconds(2), .minutes(1), .minutes(2)]
            + Array(repeating: .hours(1), count: 23) + Array(repeating: .days(1), count: 6)
    }
}
