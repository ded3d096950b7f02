import DialectKit
import HTTPTypes
import PaymentCore

/// `/v2/payments`. Source: wire/mollie.md §3.
struct PaymentRoutes {
    let mollie: Mollie
    let service: any PaymentService

    /// Of each round of concurrent updates one succeeds, so this many may meet.
    private static let updateAttempts = 100

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let id: PaymentID = mollie.identifiers.next()
        let request = try await desk.checked(id) { call throws(Problem) in try PaymentRequest(call) }
        let creation = Command.Creation(
            merchant: call.grant.merchant, account: call.account, wire: Mollie.wire, requested: request.amount,
            rail: mollie.rail, terms: request.details.openTerms, details: Details(request.details.canonicalBytes))
        let outcome = try await desk.submit(.create(creation), on: id) { Problem.creation($0) }
        return try answer(outcome.acceptance.payment, call, .created, isReplayed: outcome.isReplayed)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let query = Parameters(call.query, in: "query")
        try query.mustBeKnown(["include", "embed"])
        let embeds = try Embeds(query, allowing: [.captures, .refunds, .chargebacks])
        let desk = Desk(service: service, call: call)
        let payment = try desk.payment(call.name("payment")) { Problem.noPayment($0) }
        let rate = try desk.rate()
        let body = try desk.body(of: payment, at: rate)
        let operations = embeds.isEmpty ? [] : try desk.operations(of: payment.id)
        var json = JSONWriter()
        json.object { json in
            body.write(to: &json) { embeds.write(operations, of: payment, call, at: rate, to: &$0) }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    /// Updates what is not money. Source: wire/mollie.md §3.5.
    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let name = call.name("payment")
        // Another update may come between reading and writing; then this one is read again and tried again.
        for _ in 0..<Self.updateAttempts {
            let payment = try desk.payment(name) { Problem.noPayment($0) }
            let details = try PaymentUpdate(call).applied(to: payment)
            let command = Command.amend(Details(details.canonicalBytes), over: payment.state.detailsSequence)
            do {
                let outcome = try await desk.submit(command, on: payment.id) { refusal in
                    refusal == .amendedMeanwhile ? .amendedMeanwhile : Problem.creation(refusal)
                }
                return try answer(outcome.acceptance.payment, call, .ok)
            } catch  where error == .amendedMeanwhile {
                continue
            }
        }
        throw .overloaded
    }

    /// Only where `isCancelable` says so. Source: wire/mollie.md §3.6.
    @Sendable func cancel(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        try Parameters(call.parameters, in: "body").mustBeKnown([])
        let payment = try desk.payment(call.name("payment")) { Problem.noPayment($0) }
        guard try desk.body(of: payment).isCancelable else { throw .notCancelable }
        let outcome = try await desk.submit(.withdraw, on: payment.id) { _ in .notCancelable }
        return try answer(outcome.acceptance.payment, call, .ok)
    }

    @Sendable func release(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let name = call.name("payment")
        guard let id = PaymentName.read(name) else { throw .noPayment(name) }
        try await desk.checked(id) { call throws(Problem) in
            try Parameters(call.parameters, in: "body").mustBeKnown([])
            if let payment = try? desk.payment(name, unknown: Problem.noPayment), payment.failsAtOnce {
                throw Problem.release(.notAuthorized, payment: name)
            }
        }
        let outcome = try await desk.submit(.void(mollie.identifiers.next(), .rest, .none), on: id) {
            Problem.release($0, payment: name)
        }
        // The real body is empty; two clients cannot read that, and none minds an empty object. Source: §0.2.
        return Answer(status: .accepted, body: Array("{}".utf8), isReplayed: outcome.isReplayed)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let request = try ListRequest(call, sorts: true)
        // Older versions of the API embed in this list too. Source: wire/mollie.md §3.4.
        let embeds = try Embeds(
            Parameters(call.query, in: "query"), allowing: [.captures, .refunds, .chargebacks])
        let desk = Desk(service: service, call: call)
        let from = try request.from.map { text throws(Problem) in try desk.cursor(text) }
        let found = try desk.payments(Page(from: from, limit: request.limit + 1, order: request.order))
        let page = found.prefix(request.limit)
        let path = call.links.payments
        var previous: String?
        if let from {
            let opposite: Page.Order = request.order == .newestFirst ? .oldestFirst : .newestFirst
            let before = try desk.payments(Page(from: from, limit: request.limit + 1, order: opposite)).dropFirst()
            previous = before.last.map { request.address(path, from: PaymentName.spell($0.id)) }
        }
        let next = found.dropFirst(request.limit).first.map { request.address(path, from: PaymentName.spell($0.id)) }
        let list = ListBody(
            key: "payments", count: page.count, documentation: "https://docs.mollie.com/reference/list-payments",
            selfAddress: request.address(path), previous: previous, next: next)
        let rate = try desk.rate()
        var items: [(PaymentBody, [OperationRecord])] = []
        for payment in page {
            let operations = embeds.isEmpty ? [] : try desk.operations(of: payment.id)
            items.append((try desk.body(of: payment, at: rate, isListItem: true), operations))
        }
        let bytes = list.bytes { array in
            for (body, operations) in items {
                array.object { json in
                    body.write(to: &json) { embeds.write(operations, of: body.payment, call, at: rate, to: &$0) }
                }
            }
        }
        return Answer(status: .ok, body: bytes)
    }

    private func answer(
        _ payment: Payment, _ call: Call, _ status: HTTPResponse.Status, isReplayed: Bool = false
    ) throws(Problem) -> Answer {
        let body = try Desk(service: service, call: call).body(of: payment)
        var json = JSONWriter()
        json.object { body.write(to: &$0) }
        return Answer(status: status, body: json.bytes, isReplayed: isReplayed)
    }
}
