import DialectKit
import HTTPTypes
import Ledger
import PaymentCore

/// `/payments/{id}/refunds` and `/reversals`. Source: wire/checkout.md §6.3 and §6.4.
struct RefundRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func refund(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        return try await desk.answered { () throws(Problem) in
            let request = try OperationRequest(desk)
            let payment = try desk.payment()
            let command = Command.refund(
                checkout.identifiers.next(), try request.money(of: payment), request.encodedDetails)
            return try await desk.submit(command, on: payment.id) { Problem.refund($0) }
        }
    }

    /// Voids what is not captured and refunds what is. What was given back before is told again, with 200.
    @Sendable func reverse(_ call: Call) async throws(Problem) -> Answer {
        // It exists on the current platform alone. Source: wire/checkout.md §1.
        guard call.platform == .nas else { throw .notFound }
        let desk = Desk(checkout: checkout, service: service, call: call)
        do {
            return try await desk.answered { () throws(Problem) in
                let request = try OperationRequest(desk)
                let payment = try desk.payment()
                let command = Command.reverse(checkout.identifiers.next(), request.encodedDetails)
                return try await desk.submit(command, on: payment.id) { Problem.void($0) }
            }
        } catch  where error == .notAllowed {
            guard let answer = try earlier(desk) else { throw .notAllowed }
            return answer
        }
    }

    /// What gave everything back; nil when nothing ever was authorized.
    private func earlier(_ desk: Desk) throws(Problem) -> Answer? {
        let payment = try desk.payment()
        guard payment.state.authorizedAt != nil, payment.capturable.isZero, payment.refundable.isZero else {
            return nil
        }
        let actions = Actions(try desk.events(of: payment.id), of: try PaymentDetails.of(payment))
        let last = actions.list.last { ($0.kind == .void || $0.kind == .refund) && $0.isApproved == true }
        return last.map {
            AcceptedBody(action: $0.id, reference: $0.reference, payment: payment.id, links: desk.call.links).answer(
                .ok)
        }
    }
}
