import DialectKit
import PaymentCore
import VippsAccess

/// Force approve, of the test environment: the payer says yes without an app. Whoever names a customer is content with the
/// one payer there is, even without a number, as first-party tests do. Source: wire/vipps.md §0.6 and §2.10.
struct ApproveRoutes {
    let access: VippsAccess
    let service: any PaymentService

    @Sendable func approve(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let body = Parameters(call.parameters)
        let customer = try body.object("customer")
        if let customer { _ = try Customer.phone(customer) }
        guard customer != nil || details.phone != nil || body["token"] != nil else {
            throw Problem(.identificationRequired, "Name the payer: customer.phoneNumber.")
        }
        guard let approval = PaymentDetails.approval(of: payment, with: PayerWish()) else { throw .broken }
        let acceptance = try await desk.submit(
            .authorize(access.identifiers.next(), approval), on: payment.id, key: nil
        ) { Problem.approval($0, desk.current(payment), details.name) }
        guard acceptance.payment.state.authorizedAt != nil else {
            let reason = TestAmount.words(of: payment.birth.requested) ?? "Refused by issuer"
            throw Problem(
                .approveFailed,
                "Force approve payment failed (this is only available in the test environment). Reason: \(reason).")
        }
        return Answer(status: 200, body: [])
    }
}
