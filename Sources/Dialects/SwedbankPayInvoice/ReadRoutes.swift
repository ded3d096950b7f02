import DialectKit
import Invoicing
import PaymentCore

/// What stands below a payment: lists, single transactions, and what it was created with. Source: wire/swedbank.md §3, §7.
struct ReadRoutes {
    let swedbank: SwedbankPayInvoice
    let service: any PaymentService

    /// What has no content is not found, a list without transactions neither. Source: wire/swedbank.md §6.
    @Sendable func part(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let view = try desk.view(payment, details)
        if call.name("part") == "failed", view.state == .failed { return Self.failed(view) }
        guard let part = Part(rawValue: call.name("part")), part.exists(in: view) else { throw .notFound }
        return Self.answer(part, view, call, swedbank.rules.lists)
    }

    /// One transaction, below the list of all or of its kind.
    @Sendable func transaction(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        guard let part = Part(rawValue: call.name("part")), part == .transactions || part.kind != nil else {
            throw .notFound
        }
        let view = try desk.view(payment, details)
        let transaction = try Self.transaction(of: view, call)
        guard part == .transactions || part.kind == transaction.kind else { throw .notFound }
        let body = TransactionBody(
            transaction: transaction, payment: payment.id, links: call.links,
            expansion: .init(call, view, swedbank.rules.lists))
        var json = JSONWriter(capacityBytes: 1_024)
        json.object { json in
            json.string("payment", call.links.payment(payment.id))
            if let kind = part.kind {
                json.object(kind.member) { body.write(to: &$0) }
            } else {
                json.object("transaction") { body.writeAlone(to: &$0) }
            }
        }
        return Answer(json)
    }

    /// The lines and rates of a capture, as they were sent.
    @Sendable func items(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let transaction = try Self.transaction(of: try desk.view(payment, details), call)
        guard !transaction.details.sale.items.isEmpty else { throw .notFound }
        let body = TransactionBody(transaction: transaction, payment: payment.id, links: call.links)
        var json = JSONWriter(capacityBytes: 1_024)
        json.object { json in
            json.string("payment", call.links.payment(payment.id))
            body.writeItems(to: &json)
        }
        return Answer(json)
    }

    static func transaction(of view: PaymentView, _ call: Call) throws(Problem) -> Transaction {
        guard let id = TransactionName.read(call.name("transaction")),
            let found = view.transactions.list.first(where: { $0.id == id })
        else { throw .notFound }
        return found
    }

    static func answer(
        _ part: Part, _ view: PaymentView, _ call: Call, _ lists: SwedbankPayInvoice.Lists
    ) -> Answer {
        let body = PartBody(
            part: part, view: view, links: call.links, lists: lists, expansion: .init(call, view, lists))
        var json = JSONWriter(capacityBytes: 1_024)
        json.object { json in
            json.string("payment", call.links.payment(view.payment.id))
            body.writeMember(to: &json)
        }
        return Answer(json)
    }

    /// Source: wire/swedbank.md §7.5, `failed`.
    private static func failed(_ view: PaymentView) -> Answer {
        let last = view.transactions.list.last { $0.failure != nil }
        let failure = last?.failure ?? FailureWords(.authenticationAbandoned)
        var json = JSONWriter()
        json.object { json in
            json.object("problem") {
                failure.problem(in: (last?.kind ?? .authorization).rawValue).write(to: &$0, instance: nil)
            }
        }
        return Answer(json)
    }
}
