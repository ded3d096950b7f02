import DialectKit
import PaymentCore
import VippsAccess

/// Force approve, of the test environment. Source: wire/vipps.md §4.7.
struct ApproveRoutes {
    let access: VippsAccess
    let service: any PaymentService

    @Sendable func approve(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.paymentToRead()
        // Both may be left out: the specification's `ForceApproveRequest` requires nothing.
        if let phone = try call.body.string("customerPhoneNumber", count: 0...40),
            phone.utf8.count != 8 || !phone.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            throw .invalid("customerPhoneNumber", "customerPhoneNumber must match ^\\d{8}$")
        }
        _ = try call.body.string("token", count: 0...4_096)
        guard Express.kept(in: details) == nil, details.flow != "PUSH_MESSAGE" else { throw Problem(.notAllowed) }
        guard let approval = PaymentDetails.approval(of: payment, with: PayerWish()) else {
            throw Problem(.internalError)
        }
        let account = payment.birth.account
        let acceptance = try await desk.submit(
            .authorize(access.identifiers.next(), approval), on: payment.id, of: account,
            key: call.key("approve", in: account, [:])
        ) { _ in .alreadyProcessed }
        if case .declined(let reason)? = acceptance.payment.state.ending?.cause {
            throw Problem(.failedReservation(reason))
        }
        return Answer(status: 200, body: [])
    }
}
