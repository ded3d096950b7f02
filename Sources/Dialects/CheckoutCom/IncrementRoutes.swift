import DialectKit
import HTTPTypes
import Ledger
import PaymentCore

/// `/payments/{id}/authorizations`: asks for more on an estimated authorization. Source: wire/checkout.md §6.5.
struct IncrementRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    /// The largest increment. Unit: minor units. Source: wire/checkout.md §6.5.
    private static let amountLimit: Int64 = 99_999_999

    @Sendable func increment(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let acceptance: Acceptance
        do {
            acceptance = try await increase(call, desk)
        } catch {
            guard let known = try await desk.known() else { throw error }
            acceptance = known
        }
        return try answer(acceptance, call)
    }

    private func increase(_ call: Call, _ desk: Desk) async throws(Problem) -> Acceptance {
        let request = try OperationRequest(desk, least: -1, most: Self.amountLimit)
        let payment = try desk.payment()
        let details = try PaymentDetails.of(payment)
        // What the path leads to exists on the current platform alone. Source: wire/checkout.md §1.
        guard details.platform == .nas else { throw .notFound }
        if let code = details.source.card.answers.incrementProblem, payment.state.terms.incrementsAllowed {
            throw .unprocessable(code)
        }
        let id: OperationID = checkout.identifiers.next()
        if let amount = try request.money(of: payment), !amount.isZero {
            let command = Command.increment(id, amount, request.encodedDetails)
            return try await desk.submit(command, on: payment.id) { Problem.increment($0) }
        }
        // By nothing: the issuer is only asked to go on holding.
        guard payment.state.terms.incrementsAllowed, payment.captured.isZero else { throw .notAllowed }
        let command = Command.reauthorize(id, request.encodedDetails)
        return try await desk.submit(command, on: payment.id) { Problem.increment($0) }
    }

    private func answer(_ acceptance: Acceptance, _ call: Call) throws(Problem) -> Answer {
        let payment = acceptance.payment
        let details = try PaymentDetails.of(payment)
        guard let action = Actions(acceptance.events, of: details).list.first else { throw .internalError }
        var json = JSONWriter(capacityBytes: 1_024)
        json.object { json in
            json.string("action_id", ActionName.spell(action.id))
            json.int("amount", action.amount.minorUnits)
            json.string("currency", payment.currency.code)
            if let approved = action.isApproved { json.bool("approved", approved) } else { json.null("approved") }
            json.string("status", PaymentStatus.of(payment).rawValue)
            if action.isApproved == true { json.string("auth_code", Numbers.authCode(action.id)) }
            if let code = action.code {
                json.string("response_code", code.text)
                json.string("response_summary", code.summary)
            }
            if let end = payment.state.captureBefore { json.instant("expires_on", end) }
            json.balances(payment)
            json.instant("processed_on", action.at)
            if let reference = action.reference { json.string("reference", reference) }
            json.object("risk") { $0.bool("flagged", false) }
            json.object("processing") {
                $0.string("acquirer_transaction_id", Numbers.acquirerTransaction(action.id))
                $0.string("retrieval_reference_number", Numbers.retrievalReference(action.id))
            }
            json.string("scheme_id", Numbers.scheme(payment.id))
            json.object("_links") { json in
                json.link("self", call.links.payment(payment.id))
                json.link("actions", call.links.part("actions", of: payment.id))
                for (name, part) in Offers(payment).parts {
                    json.link(name, call.links.part(part, of: payment.id))
                }
            }
        }
        return Answer(status: .created, body: json.bytes)
    }
}
