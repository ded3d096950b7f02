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
    /// What links begin with, when it is not the address the client called.
    let publicOrigin: String?

    package init(
        credentials: any CredentialDirectory, identifiers: IdentifierSource, rail: Rail,
        fingerprints: FingerprintKey, amountTriggers: AmountTriggers = .classic, publicOrigin: String? = nil
    ) {
        self.credentials = credentials
        self.identifiers = identifiers
        self.rail = rail
        self.fingerprints = fingerprints
        self.amountTriggers = amountTriggers
        self.publicOrigin = publicOrigin
    }

    package var wire: WireName { Self.wire }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
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

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard let details = try? PaymentDetails.of(payment), wish.method == nil || wish.method == "card" else {
            return nil
        }
        return details.approval(at: identifiers.now(), wishing: wish.script)
    }

    package func endpoints(for event: Event, of payment: Payment) -> [String] { [] }

    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? { nil }

    /// Eight more attempts within 30 hours. Source: wire/checkout.md §13.1.
    package var webhookGaps: [Interval] {
        [
            .zero, .minutes(5), .minutes(10), .minutes(15), .minutes(30), .hours(1), .hours(4), .hours(12), .hours(12),
        ]
    }
}
