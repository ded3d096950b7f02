package import DialectKit
package import Hummingbird
package import PaymentCore

/// Mollie's API v2: payments, captures and the release of an authorization, under `/v2`.
package struct Mollie: Dialect {
    package static let wire = WireName("mollie")

    let credentials: any CredentialDirectory
    let identifiers: IdentifierSource
    let fingerprints: FingerprintKey
    /// What links begin with, when it is not the address the client called.
    let publicOrigin: String?

    package init(
        credentials: any CredentialDirectory, identifiers: IdentifierSource, fingerprints: FingerprintKey,
        publicOrigin: String? = nil
    ) {
        self.credentials = credentials
        self.identifiers = identifiers
        self.fingerprints = fingerprints
        self.publicOrigin = publicOrigin
    }

    package var wire: WireName { Self.wire }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        let payments = PaymentRoutes(mollie: self, service: service)
        let captures = CaptureRoutes(mollie: self, service: service)
        let routes = Routes(mollie: self, router: router)
        routes.at("/v2/payments", .post(payments.create), .get(payments.list))
        routes.at("/v2/payments/:payment", .get(payments.get))
        routes.at("/v2/payments/:payment/release-authorization", .post(payments.release))
        routes.at("/v2/payments/:payment/captures", .post(captures.create), .get(captures.list))
        routes.at("/v2/payments/:payment/captures/:capture", .get(captures.get))
        routes.elsewhere("/v2/**")
    }

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard let details = try? PaymentDetails(canonicalBytes: payment.details.bytes) else { return nil }
        guard let method = details.method(wished: wish.method) else { return nil }
        return Approval(
            instrument: Instrument(kind: method.name, scheme: method.scheme, script: wish.script),
            terms: details.terms(for: method))
    }

    /// The classic webhook: the payment's own `webhookUrl`. Source: wire/mollie.md §10.1.
    package func endpoints(for event: Event, of payment: Payment) -> [String] {
        guard event.notifiesShop, let details = try? PaymentDetails(canonicalBytes: payment.details.bytes) else {
            return []
        }
        return details.webhookURL.map { [$0] } ?? []
    }
}

extension Event {
    /// Fires when the payment is authorized, paid, expired, failed or canceled, and when a capture or refund moves; not
    /// on creation or an update. Source: wire/mollie.md §4 and §10.1.
    fileprivate var notifiesShop: Bool {
        switch fact {
        case .created, .amended, .lapsed: false
        case .declined(_, let ends): ends
        case .withdrawn, .abandoned, .expired, .remainderReleased: true
        case .operation(let operation): operation.state != .pending
        }
    }
}
