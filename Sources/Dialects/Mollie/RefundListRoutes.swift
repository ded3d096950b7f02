import DialectKit
import HTTPTypes
import PaymentCore

/// `GET /v2/refunds`: the refunds of all payments of the account. Source: wire/mollie.md §6.3 and §7.
struct RefundListRoutes {
    let service: any PaymentService

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let request = try ListRequest(call, sorts: true)
        let embeds = try Embeds(Parameters(call.query, in: "query"), allowing: [.payment])
        let desk = Desk(service: service, call: call)
        var from: OperationID?
        if let text = request.from {
            guard let id = RefundName.read(text), try find(id, desk) != nil else { throw ListRequest.invalidCursor }
            from = id
        }
        let found = try visible(from: from, request.order, atMost: request.limit + 1, desk)
        let page = found.prefix(request.limit)
        var previous: String?
        if from != nil {
            let opposite: Page.Order = request.order == .newestFirst ? .oldestFirst : .newestFirst
            let before = try visible(from: from, opposite, atMost: request.limit + 1, desk).dropFirst()
            previous = before.last.map { request.address(call.links.refunds, from: $0.name) }
        }
        let list = ListBody(
            key: "refunds", count: page.count, documentation: "https://docs.mollie.com/reference/list-all-refunds",
            selfAddress: request.address(call.links.refunds), previous: previous,
            next: found.dropFirst(request.limit).first.map { request.address(call.links.refunds, from: $0.name) })
        let rate = try desk.rate()
        var owners: [PaymentBody?] = []
        for refund in page { owners.append(embeds.wantsPayment ? try desk.body(of: refund.payment, at: rate) : nil) }
        let body = list.bytes { array in
            for (refund, owner) in zip(page, owners) {
                let body = RefundBody(refund.record, refund.payment, call, at: rate, isListItem: true)
                guard let body else { continue }
                array.object { json in body.write(to: &json) { $0.embed(owner) } }
            }
        }
        return Answer(status: .ok, body: body)
    }

    private struct Refund {
        let payment: Payment
        let record: OperationRecord
        var name: String { RefundName.spell(record.operation.id) }
    }

    /// Walks the index until there are enough that still exist: canceled ones are passed over.
    private func visible(
        from first: OperationID?, _ order: Page.Order, atMost limit: Int, _ desk: Desk
    ) throws(Problem) -> [Refund] {
        var refunds: [Refund] = []
        var from = first?.bytes
        while refunds.count < limit {
            let documents = try desk.documents(
                of: desk.call.refundIndex, page: DocumentPage(from: from, limit: limit + 1, order: order))
            for document in documents.prefix(limit) where refunds.count < limit {
                guard let id = try? OperationID(canonicalBytes: document.key.id),
                    let refund = try find(id, in: document, desk)
                else { continue }
                refunds.append(refund)
            }
            guard documents.count > limit else { return refunds }
            from = documents[limit].key.id
        }
        return refunds
    }

    private func find(_ id: OperationID, _ desk: Desk) throws(Problem) -> Refund? {
        guard let document = try desk.document(DocumentKey(desk.call.refundIndex, id.bytes)) else { return nil }
        return try find(id, in: document, desk)
    }

    private func find(_ id: OperationID, in document: Document, _ desk: Desk) throws(Problem) -> Refund? {
        guard let name = try? PaymentID(canonicalBytes: document.bytes) else { return nil }
        let payment = try desk.payment(PaymentName.spell(name)) { Problem.noPayment($0) }
        return try desk.operations(of: name).refunds.first { $0.operation.id == id }
            .map { Refund(payment: payment, record: $0) }
    }
}
