import DialectKit
import HTTPTypes
import Ledger
import PaymentCore

/// `/v2/payments/{id}/refunds`. Source: wire/mollie.md §6.
struct RefundRoutes {
    let mollie: Mollie
    let service: any PaymentService

    private static let readOnly: Set<String> = [
        "resource", "id", "mode", "paymentId", "settlementId", "settlementAmount", "status", "createdAt", "_links",
        // The payment provider's own, which it tells later.
        "externalReference",
    ]

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let name = call.name("payment")
        guard let id = PaymentName.read(name) else { throw .noPayment(name) }
        var (amount, details) = try await desk.checked(id) { call throws(Problem) in try Self.read(call) }
        if details.description == nil {
            // Without one of its own a refund carries the payment's. Source: wire/mollie.md §6.2.
            details.description = try desk.body(of: desk.payment(name) { Problem.noPayment($0) }).details.description
        }
        let operation: OperationID = mollie.identifiers.next()
        let command = Command.refund(operation, amount, Details(details.canonicalBytes))
        let entry = Document(key: DocumentKey(call.refundIndex, operation.bytes), bytes: id.bytes)
        let outcome = try await desk.submit(command, on: id, documents: [.put(entry)]) {
            Problem.refund($0, payment: name)
        }
        guard let record = outcome.asked, let body = RefundBody(record, outcome.acceptance.payment, call) else {
            throw .internalError
        }
        var json = JSONWriter()
        json.object { body.write(to: &$0) }
        return Answer(status: .created, body: json.bytes, isReplayed: outcome.isReplayed)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let query = Parameters(call.query, in: "query")
        try query.mustBeKnown(["embed"])
        let embeds = try Embeds(query, allowing: [.payment])
        let desk = Desk(service: service, call: call)
        let (payment, record) = try refund(call, desk)
        let rate = try desk.rate()
        guard let body = RefundBody(record, payment, call, at: rate) else { throw .noRefund(call.name("refund")) }
        let owner = embeds.wantsPayment ? try desk.body(of: payment, at: rate) : nil
        var json = JSONWriter()
        json.object { json in body.write(to: &json) { $0.embed(owner) } }
        return Answer(status: .ok, body: json.bytes)
    }

    /// 204 while it can still be called back. Source: wire/mollie.md §6.3.
    @Sendable func cancel(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        try Parameters(call.parameters, in: "body").mustBeKnown([])
        let (payment, record) = try refund(call, desk)
        _ = try await desk.submit(.callBack(record.operation.id), on: payment.id) { _ in .refundNotCancelable }
        return Answer(status: .noContent, body: [])
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let request = try ListRequest(call, sorts: false)
        let embeds = try Embeds(Parameters(call.query, in: "query"), allowing: [.payment])
        let desk = Desk(service: service, call: call)
        let payment = try desk.payment(call.name("payment")) { Problem.noPayment($0) }
        let records = try desk.operations(of: payment.id).refunds
        let rate = try desk.rate()
        let owner = embeds.wantsPayment ? try desk.body(of: payment, at: rate) : nil
        let page = try ListPage(records.map { RefundName.spell($0.operation.id) }, request)
        let list = page.body("refunds", request, call.links.refunds(PaymentName.spell(payment.id)))
        let body = list.bytes { array in
            for record in records[page.range] {
                guard let refund = RefundBody(record, payment, call, at: rate, isListItem: true) else { continue }
                array.object { json in refund.write(to: &json) { $0.embed(owner) } }
            }
        }
        return Answer(status: .ok, body: body)
    }

    private static func read(_ call: Call) throws(Problem) -> (Money, OperationDetails) {
        let body = Parameters(call.parameters, in: "body")
        try body.mustBeKnown(
            ["amount", "description", "metadata", "reverseRouting", "routingReversals"], readOnly: readOnly)
        guard let amount = try body.amount("amount") else {
            throw .unprocessable("The 'amount' field is missing", field: "amount")
        }
        let details = OperationDetails(
            description: try body.description(), metadata: try body.metadata(fromForm: call.isForm))
        return (amount, details)
    }

    private func refund(_ call: Call, _ desk: Desk) throws(Problem) -> (Payment, OperationRecord) {
        let payment = try desk.payment(call.name("payment")) { Problem.noPayment($0) }
        let name = call.name("refund")
        guard let id = RefundName.read(name),
            let record = try desk.operations(of: payment.id).refunds.first(where: { $0.operation.id == id })
        else { throw .noRefund(name) }
        return (payment, record)
    }
}
