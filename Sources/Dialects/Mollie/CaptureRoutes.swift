import DialectKit
import HTTPTypes
import PaymentCore

/// `/v2/payments/{id}/captures`. Source: wire/mollie.md §5 and the seed `002_7a07d6cac41dd14f.txt`.
struct CaptureRoutes {
    let mollie: Mollie
    let service: any PaymentService

    private static let readOnly: Set<String> = [
        "resource", "id", "mode", "status", "paymentId", "shipmentId", "settlementId", "settlementAmount", "createdAt",
        "_links",
    ]

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let name = call.name("payment")
        guard let id = PaymentName.read(name) else { throw .noEntity(name) }
        let (request, details) = try await desk.checked(id) { call throws(Problem) in try Self.read(call) }
        let command = Command.capture(mollie.identifiers.next(), request, Details(details.canonicalBytes))
        let outcome = try await desk.submit(command, on: id) { Problem.capture($0, payment: name) }
        guard let record = outcome.asked else { throw .internalError }
        var json = JSONWriter()
        json.object { CaptureBody(record, outcome.acceptance.payment, call).write(to: &$0) }
        return Answer(status: .created, body: json.bytes, isReplayed: outcome.isReplayed)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let query = Parameters(call.query, in: "query")
        try query.mustBeKnown(["embed"])
        let embeds = try Embeds(query, allowing: [.payment])
        let name = call.name("capture")
        let desk = Desk(service: service, call: call)
        let (payment, records) = try captures(call, desk)
        guard let id = CaptureName.read(name), let record = records.first(where: { $0.operation.id == id }) else {
            throw .noEntity(name)
        }
        let rate = try desk.rate()
        let owner = embeds.wantsPayment ? try desk.body(of: payment, at: rate) : nil
        var json = JSONWriter()
        json.object { json in
            CaptureBody(record, payment, call, at: rate).write(to: &json) { $0.embed(owner) }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let request = try ListRequest(call, sorts: false)
        let embeds = try Embeds(Parameters(call.query, in: "query"), allowing: [.payment])
        let desk = Desk(service: service, call: call)
        let (payment, records) = try captures(call, desk)
        let rate = try desk.rate()
        let owner = embeds.wantsPayment ? try desk.body(of: payment, at: rate) : nil
        let page = try ListPage(records.map { CaptureName.spell($0.operation.id) }, request)
        let list = page.body("captures", request, call.links.captures(PaymentName.spell(payment.id)))
        let body = list.bytes { array in
            for record in records[page.range] {
                array.object { json in
                    CaptureBody(record, payment, call, at: rate, isListItem: true).write(to: &json) {
                        $0.embed(owner)
                    }
                }
            }
        }
        return Answer(status: .ok, body: body)
    }

    /// The body of a capture request: everything is optional.
    private static func read(_ call: Call) throws(Problem) -> (Command.CaptureRequest, OperationDetails) {
        let body = Parameters(call.parameters, in: "body")
        try body.mustBeKnown(["amount", "description", "metadata"], readOnly: readOnly)
        let amount = try body.amount("amount")
        let details = OperationDetails(
            description: try body.description(), metadata: try body.metadata(fromForm: call.isForm))
        return (Command.CaptureRequest(amount: amount), details)
    }

    private func captures(_ call: Call, _ desk: Desk) throws(Problem) -> (Payment, [OperationRecord]) {
        let payment = try desk.payment(call.name("payment")) { Problem.noEntity($0) }
        return (payment, try desk.operations(of: payment.id).captures(of: payment))
    }
}

extension JSONObjectWriter {
    /// The payment of a capture or refund, where it was asked for.
    mutating func embed(_ payment: PaymentBody?) {
        guard let payment else { return }
        object("_embedded") { $0.object("payment") { payment.write(to: &$0) } }
    }
}
