package import DialectKit
package import Hummingbird
package import PaymentCore
package import VippsAccess

/// Vipps eCom API v2, under `/ecomm/v2`: reserve capture and direct capture, in Norwegian kroner.
package struct VippsECom: Dialect {
    package static let wire = WireName("vipps-ecom")

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
            routes.road(.post, "ecomm/v2/payments", payments.initiate),
            routes.road(.get, "ecomm/v2/payments/:name/details", payments.details),
            routes.road(.get, "ecomm/v2/payments/:name/status", payments.status),
            routes.road(.post, "ecomm/v2/payments/:name/capture", adjust.capture),
            routes.road(.put, "ecomm/v2/payments/:name/cancel", adjust.cancel),
            routes.road(.post, "ecomm/v2/payments/:name/refund", adjust.refund),
        ]
        if access.rail == .simulated {
            let approve = ApproveRoutes(access: access, service: service)
            roads.append(
                routes.road(.post, "ecomm/v2/integration-test/payments/:name/approve", approve.approve))
        }
        routes.map(roads).mount(on: router, below: "ecomm", "Ecomm", "eComm", "EComm")
    }

    /// Both APIs spell a payment alike: `VippsEPayment` reads it.
    package func paymentID(spelled text: String) -> PaymentID? { nil }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        PaymentDetails.approval(of: payment, with: wish)
    }

    package func withoutPayer(_ payment: Payment) -> Payerless? { PaymentDetails.withoutPayer(payment) }

    /// The callback: reserved or sold, failed, declined, timed out; never what the merchant does itself. Source:
    /// wire/vipps.md §4.6.
    package func endpoints(for event: Event, of payment: Payment) -> [String] {
        guard let details = PaymentDetails.read(payment), let prefix = details.callbackPrefix,
            CallbackStatus.of(event, details) != nil
        else { return [] }
        let base = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        return ["\(base)/v2/payments/\(details.reference)"]
    }

    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? {
        guard let details = PaymentDetails.read(payment), let status = CallbackStatus.of(event, details) else {
            return nil
        }
        var headers = [OutgoingWebhook.Header("Content-Type", "application/json;charset=UTF-8")]
        // As the shop gave it: nothing is put before it.
        if let token = details.callbackToken { headers.append(.init("Authorization", token)) }
        let body = CallbackBody(event: event, payment: payment, details: details, status: status)
        return OutgoingWebhook(url: endpoint, headers: headers, body: body.bytes, timeout: .seconds(3))
    }

    /// One attempt, never another. Source: wire/vipps.md §4.6.
    package var webhookGaps: [Interval] { [.zero] }
}
