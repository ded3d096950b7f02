import DialectKit
import PaymentCore

/// `/psp/invoice/payments`: create, read, abort. Source: wire/swedbank.md §4.1 and §4.7.
struct PaymentRoutes {
    let swedbank: SwedbankPayInvoice
    let service: any PaymentService

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let request = try PaymentRequest(call)
        let id: PaymentID = swedbank.identifiers.next()
        let creation = Command.Creation(
            merchant: call.merchant, account: call.account, wire: SwedbankPayInvoice.wire, requested: request.amount,
            rail: swedbank.rail, terms: PaymentDetails.terms, details: Details(request.details.canonicalBytes))
        let reference = request.details.payeeReference
        let acceptance = try await desk.submit(
            .create(creation), on: id, reference: reference,
            documents: [PayeeReferences.entry(reference, of: call.merchant, .init(payment: id))]
        ) { .refused(.authorization, $0) }
        return answer(try desk.view(acceptance, request.details), call)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        return answer(try desk.view(payment, details), call)
    }

    @Sendable func abort(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let reason = try call.checked { body -> String? in
            let payment = body.requiredMembers("payment")
            let operation = payment.requiredText("operation")
            if !operation.isEmpty, operation.lowercased() != "abort" {
                payment.complain("operation", "The field Operation must be Abort.")
            }
            return payment.requiredText("abortReason", atMost: 255)
        }
        let (payment, details) = try desk.payment()
        let acceptance = try await desk.submit(
            .withdraw, on: payment.id, documents: [AbortReason.entry(reason, for: payment)]
        ) { $0 == .paymentUnknown ? .notFound : .abortNotPossible }
        return answer(try desk.view(acceptance, details), call, offersNothing: true)
    }

    private func answer(_ view: PaymentView, _ call: Call, offersNothing: Bool = false) -> Answer {
        let body = PaymentBody(
            view: view, links: call.links, lists: swedbank.rules.lists, expand: call.expand,
            offersNothing: offersNothing)
        return Answer(body.write())
    }
}
