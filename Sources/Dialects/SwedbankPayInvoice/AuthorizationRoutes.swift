import DialectKit
import PaymentCore

/// What the shop's server asks for in the direct flow: the registered address, and the authorization. Source:
/// wire/swedbank.md §4.2 and §4.3.
struct AuthorizationRoutes {
    let swedbank: SwedbankPayInvoice
    let service: any PaymentService

    /// The address stays with the payment; it may be asked for again. Finland has no such register.
    @Sendable func lookUp(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let request = try AddresseeRequest(call, in: details.country)
        let view = try desk.view(payment, details)
        guard view.offers.contains(.approvedLegalAddress), payment.birth.rail == .simulated else {
            throw .notAllowed("ApprovedLegalAddress", "ApprovedLegalAddress not possible.")
        }
        guard let person = TestPerson.find(request.number, zipCode: request.zipCode, in: details.country) else {
            throw .notFound
        }
        try await desk.write([ApprovedAddress.entry(person.address, for: payment)])
        return answer(.approvedLegalAddress, try desk.view(payment, details), call)
    }

    @Sendable func authorize(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let buyer = try AuthorizationRequest(call, in: details.country).buyer
        let approval = details.approval(in: payment.currency, script: TestAnswer.script(for: buyer.email))
        let acceptance = try await desk.submit(
            .authorize(swedbank.identifiers.next(), approval), on: payment.id, documents: [buyer.entry(for: payment)]
        ) { .refused(.authorization, $0) }
        return try TransactionRoutes.answer(
            acceptance, .authorization, call,
            call.expand.isEmpty
                ? nil : .init(call, try desk.view(acceptance, details), swedbank.rules.lists))
    }

    private func answer(_ part: Part, _ view: PaymentView, _ call: Call) -> Answer {
        ReadRoutes.answer(part, view, call, swedbank.rules.lists)
    }
}
