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
        let operation: OperationID = mollie.identifiers.next()
        let command = Command.capture(operation, request, Details(details.canonicalBytes))
        let outcome = try await desk.submit(command, on: id) { Problem.capture($0, payment: name) }
        guard let record = outcome.acceptance.events.operations.first(where: { $0.operation.order.isCapture }) else {
            throw .internalError
        }
        var json = JSONWriter()
        json.object { write(record, of: outcome.acceptance.payment, call, to: &$0) }
        return Answer(status: .created, body: json.bytes, isReplayed: outcome.isReplayed)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        try Parameters(call.query, in: "query").mustBeKnown(["embed"])
        let name = call.name("capture")
        let (payment, records) = try captures(call)
        guard let id = CaptureName.read(name), let record = records.first(where: { $0.operation.id == id }) else {
            throw .noEntity(name)
        }
        var json = JSONWriter()
        json.object { write(record, of: payment, call, to: &$0) }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let request = try ListRequest(call, sorts: false)
        let (payment, records) = try captures(call)
        let names = records.map { CaptureName.spell($0.operation.id) }
        let page = try ListPage(names, request)
        let list = ListBody(
            key: "captures", count: page.range.count, documentation: "https://docs.mollie.com/reference/list-captures",
            selfAddress: request.address(call.links.captures(PaymentName.spell(payment.id))),
            previous: page.previous.map {
                request.address(call.links.captures(PaymentName.spell(payment.id)), from: $0)
            },
            next: page.next.map { request.address(call.links.captures(PaymentName.spell(payment.id)), from: $0) })
        let body = list.bytes { array in
            for record in records[page.range] {
                array.object { write(record, of: payment, call, isListItem: true, to: &$0) }
            }
        }
        return Answer(status: .ok, body: body)
    }

    /// The body of a capture request: everything is optional.
    private static func read(_ call: Call) throws(Problem) -> (Command.CaptureRequest, CaptureDetails) {
        let body = Parameters(call.parameters, in: "body")
        try body.mustBeKnown(["amount", "description", "metadata"], readOnly: readOnly)
        let amount = try body.amount("amount")
        let description = try body.string("description")
        if let description, description.unicodeScalars.count > 255 {
            throw .unprocessable(
                "The description is too long, it can have 255 characters at most", field: "description")
        }
        let metadata = try body.metadata(fromForm: call.isForm)
        return (Command.CaptureRequest(amount: amount), CaptureDetails(description: description, metadata: metadata))
    }

    /// The payment in the path and its captures, newest first. What the terms captured by themselves at once is no
    /// capture object. Source: wire/mollie.md §4, table.
    private func captures(_ call: Call) throws(Problem) -> (Payment, [OperationRecord]) {
        let desk = Desk(service: service, call: call)
        let payment = try desk.payment(call.name("payment")) { Problem.noEntity($0) }
        guard payment.state.terms.capture != .automatic(after: .zero) else { return (payment, []) }
        let operations = try desk.operations(of: payment.id)
        return (payment, operations.filter { $0.operation.order.isCapture }.reversed())
    }

    private func write(
        _ record: OperationRecord, of payment: Payment, _ call: Call, isListItem: Bool = false,
        to json: inout JSONObjectWriter
    ) {
        CaptureBody(record: record, payment: payment, mode: call.mode, links: call.links, isListItem: isListItem)
            .write(to: &json)
    }
}

extension Operation.Order {
    fileprivate var isCapture: Bool { if case .capture = self { true } else { false } }
}

/// A page of a list that fits in memory, newest first.
struct ListPage {
    let range: Range<Int>
    let previous: String?
    let next: String?

    init(_ names: [String], _ request: ListRequest) throws(Problem) {
        var start = 0
        if let from = request.from {
            guard let place = names.firstIndex(of: from) else { throw ListRequest.invalidCursor }
            start = place
        }
        let end = min(start + request.limit, names.count)
        range = start..<end
        previous = start > 0 ? names[max(start - request.limit, 0)] : nil
        next = end < names.count ? names[end] : nil
    }
}
