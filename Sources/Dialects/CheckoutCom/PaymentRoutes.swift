import DialectKit
import HTTPTypes
import PaymentCore

/// `/payments`. Source: wire/checkout.md §4 and §5.
struct PaymentRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let id: PaymentID = checkout.identifiers.next()
        let request: PaymentRequest
        do {
            request = try PaymentRequest(call, desk, as: id)
        } catch {
            guard let known = try await desk.known() else { throw error }
            return try answer(known, call)
        }
        let acceptance = try await desk.submit(
            .create(creation(request, call, id)), on: id,
            reference: request.token.map {
                Claim(account: call.account, namespace: "token", value: TokenName.spell($0))
            },
            documents: try documents(request, desk)
        ) { Problem.creation($0) }
        return try answer(acceptance, call)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let payment = try desk.payment()
        let body = try PaymentBody(payment, try desk.events(of: payment.id), call.links)
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { body.writeDetails(to: &$0) }
        return Answer(status: .ok, body: json.bytes)
    }

    /// Newest first; by reference, or all of them. Source: wire/checkout.md §5.
    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let query = Members(call.query)
        let limit = Int(try query.int("limit", else: "limit_invalid") ?? 10)
        let skip = Int(try query.int("skip", else: "skip_invalid") ?? 0)
        guard (1...100).contains(limit), (0...10_000).contains(skip) else { throw .invalid("limit_invalid") }
        let reference = try query.text("reference", else: "reference_invalid")
        var count = 0
        var bodies: [PaymentBody] = []
        try PaymentSearch(desk).each(reference: reference) { payment throws(Problem) in
            if (skip..<skip + limit).contains(count) {
                bodies.append(try PaymentBody(payment, try desk.events(of: payment.id), call.links))
            }
            count += 1
            return true
        }
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.int("limit", limit)
            json.int("skip", skip)
            json.int("total_count", count)
            json.array("data") { array in for body in bodies { array.object { body.writeDetails(to: &$0) } } }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func actions(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let payment = try desk.payment()
        let details = try PaymentDetails.of(payment)
        let actions = Actions(try desk.events(of: payment.id), of: details)
        var json = JSONWriter()
        json.array { array in
            for action in actions.list.reversed() {
                array.object { ActionBody(action: action, details: details).write(to: &$0) }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    private func creation(_ request: PaymentRequest, _ call: Call, _ id: PaymentID) -> Command.Creation {
        let details = request.details
        let authorizing = Command.Authorizing(
            operation: call.platform.authorizationName(of: id), approval: details.approval(),
            granted: details.granted(of: request.amount, takesPart: request.takesPart))
        return Command.Creation(
            merchant: call.merchant, account: call.account, wire: CheckoutCom.wire, requested: request.amount,
            rail: checkout.rail, terms: details.terms, details: Details(details.canonicalBytes),
            authorizing: details.authentication?.challenges == true ? nil : authorizing)
    }

    private func documents(_ request: PaymentRequest, _ desk: Desk) throws(Problem) -> [DocumentWrite] {
        let details = request.details
        var documents = request.token.map { [desk.useUp($0)] } ?? []
        // What is declined is not kept.
        guard details.decline == nil else { return documents }
        if request.isNewInstrument {
            documents.append(desk.put(KeptInstrument(source: details.source, customer: details.customer)))
        }
        if let customer = details.customer {
            documents += desk.put(try desk.customer(customer, paysWith: details.source.instrument))
        }
        return documents
    }

    /// The answer of the decision: where the capture comes by itself it comes after this. Source: wire/checkout.md §4.4.
    private func answer(_ acceptance: Acceptance, _ call: Call) throws(Problem) -> Answer {
        let end = acceptance.events.firstIndex { $0.operation != nil }
        let events = end.map { Array(acceptance.events[...$0]) } ?? acceptance.events
        guard let payment = Payment.replaying(events) else { throw .internalError }
        let body = try PaymentBody(payment, events, call.links)
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { body.writeCreated(to: &$0) }
        return Answer(
            status: PaymentStatus.of(payment) == .pending ? .accepted : .created, body: json.bytes,
            location: call.links.payment(payment.id))
    }
}
