import DialectKit
import PaymentCore
import VippsAccess

/// `/epayment/v1/payments`: create, read, event log. Source: wire/vipps.md §2.3, §2.5 and §2.6.
struct PaymentRoutes {
    let access: VippsAccess
    let service: any PaymentService

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        try call.requiredKey()
        let desk = Desk(service: service, call: call)
        let id: PaymentID = access.identifiers.next()
        let key = call.idempotencyKey("create")
        let reference = (try? Parameters(call.parameters).string("reference")) ?? ""
        func refused(_ refusal: Refusal) -> Problem { .creation(refusal, reference, key: call.key) }
        let checked = try await desk.checked(id, key, refused: refused) { () throws(Problem) in
            do throws(Problem) {
                return try PaymentRequest(
                    call, call.unit, now: service.now(of: call.grant.merchant),
                    checksReturn: access.checksReturnAddresses)
            } catch {
                // A reference that is taken comes before the rules. Source: wire/vipps.md §2.3.
                guard !error.isOfForm, try desk.isTaken(reference) else { throw error }
                throw refused(.referenceTaken)
            }
        }
        switch checked {
        case .before(let acceptance):
            guard let details = PaymentDetails.read(acceptance.payment) else { throw .broken }
            return created(acceptance, details, call)
        case .new(let request):
            return created(try await create(request, as: id, key, desk, refused), request.details, call)
        }
    }

    private func create(
        _ request: PaymentRequest, as id: PaymentID, _ key: IdempotencyKey?, _ desk: Desk,
        _ refused: (Refusal) -> Problem
    ) async throws(Problem) -> Acceptance {
        let (call, details) = (desk.call, request.details)
        let creation = Command.Creation(
            merchant: call.grant.merchant, account: call.account, wire: VippsEPayment.wire, requested: request.amount,
            rail: access.rail, terms: details.openTerms, details: Details(details.canonicalBytes))
        let entry = References.entry(details.reference, of: details.unit, call.grant.merchant, leadingTo: id)
        return try await desk.submit(
            .create(creation), on: id, key: key, reference: References.claim(details.reference, in: call.account),
            documents: [entry], refused: refused)
    }

    private func created(_ acceptance: Acceptance, _ details: PaymentDetails, _ call: Call) -> Answer {
        var json = JSONWriter()
        json.object {
            if let address = RedirectAddress.of(details, acceptance.payment.id, call.origin) {
                $0.string("redirectUrl", address)
            }
            $0.string("reference", details.reference)
        }
        return Answer(status: 201, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let (payment, details) = try Desk(service: service, call: call).payment()
        return Answer(status: 200, body: PaymentBody(payment: payment, details: details, origin: call.origin).bytes)
    }

    /// Oldest first. Source: wire/vipps.md §2.6.
    @Sendable func events(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let entries = try desk.events(of: payment).flatMap { $0.logEntries(of: payment) }
        var json = JSONWriter(capacityBytes: 2_048)
        json.array { array in
            for entry in entries { array.object { $0.logEntry(entry, of: details.reference) } }
        }
        return Answer(status: 200, body: json.bytes)
    }
}
