import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// The lists of chargebacks, of a payment and of all. No bank takes money back here, so that they are empty; a shop that
/// looks is to find the list. Source: wire/mollie.md §7; specs/mollie, `list-payment-chargebacks`.
struct ChargebackRoutes {
    let service: any PaymentService

    func mount(on routes: Routes) {
        routes.at("/v2/chargebacks", of: "payments", .get(listAll))
        routes.at("/v2/payments/:payment/chargebacks", of: "payments", .get(list))
    }

    @Sendable func listAll(_ call: Call) async throws(Problem) -> Answer {
        try Self.answer(call, call.links.chargebacks, sorts: true)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let payment = try Desk(service: service, call: call).payment(call.name("payment")) { Problem.noPayment($0) }
        return try Self.answer(call, call.links.chargebacks(PaymentName.spell(payment.id)), sorts: false)
    }

    private static func answer(_ call: Call, _ address: String, sorts: Bool) throws(Problem) -> Answer {
        let request = try ListRequest(call, sorts: sorts)
        _ = try Embeds(Parameters(call.query, in: "query"), allowing: [.payment])
        let list = try ListPage([], request).body("chargebacks", request, address)
        return Answer(status: .ok, body: list.bytes { _ in })
    }
}
