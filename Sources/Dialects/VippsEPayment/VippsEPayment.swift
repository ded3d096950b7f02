package import DialectKit
package import Hummingbird
package import PaymentCore
package import VippsAccess

/// Vipps MobilePay's ePayment API v1, under `/epayment/v1`.
package struct VippsEPayment: Dialect {
    package static let wire = WireName("vipps-epayment")

    let access: VippsAccess

    package init(access: VippsAccess) {
        self.access = access
    }

    package var wire: WireName { Self.wire }

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

    package func endpoints(for event: Event, of payment: Payment) -> [String] { [] }

    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? { nil }

    package var webhookGaps: [Interval] { [.zero] }
}
