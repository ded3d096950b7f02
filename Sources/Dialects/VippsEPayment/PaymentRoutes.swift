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
        let request = try await desk.checked(id, key) { () throws(Problem) in
            try PaymentRequest(call, call.unit, now: service.now(of: call.grant.merchant))
        }
        let details = request.details
        let creation = Command.Creation(
            merchant: call.grant.merchant, account: call.account, wire: VippsEPayment.wire, requested: request.amount,
            rail: access.rail, terms: details.openTerms, details: Details(details.canonicalBytes))
        let entry = References.entry(details.reference, of: details.unit, call.grant.merchant, leadingTo: id)
        let acceptance = try await desk.submit(
            .create(creation), on: id, key: key, reference: References.claim(details.reference, in: call.account),
            documents: [entry]
        ) { Problem.creation($0, details.reference, key: call.key) }
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
