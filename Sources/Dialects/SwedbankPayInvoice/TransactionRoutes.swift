import DialectKit
import Invoicing
import Ledger
import PaymentCore

/// Captures, cancellations and reversals. Source: the seed `004_9148e8f0d301c327.txt`; wire/swedbank.md §4.4 to §4.6.
struct TransactionRoutes {
    let swedbank: SwedbankPayInvoice
    let service: any PaymentService

    /// All or a part, as often as something is left.
    @Sendable func capture(_ call: Call) async throws(Problem) -> Answer {
        let request = try TransactionRequest.capture(call, checksSums: swedbank.rules.checksSums)
        return try await answer(.capture, request, call) { id, money, details in
            .capture(id, Command.CaptureRequest(amount: money), details)
        }
    }

    /// All that is not captured goes back.
    @Sendable func cancel(_ call: Call) async throws(Problem) -> Answer {
        let request = try TransactionRequest.cancellation(call)
        return try await answer(.cancellation, request, call) { id, _, details in .void(id, .rest, details) }
    }

    @Sendable func reverse(_ call: Call) async throws(Problem) -> Answer {
        let request = try TransactionRequest.reversal(call)
        return try await answer(.reversal, request, call) { id, money, details in .refund(id, money, details) }
    }

    private func answer(
        _ kind: Transaction.Kind, _ request: TransactionRequest, _ call: Call,
        _ command: (OperationID, Money?, Details) -> Command
    ) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let view = try desk.view(payment, details)
        guard !view.transactions.isLocked(kind) else {
            throw .notAllowed(
                kind.rawValue, "\(kind.rawValue) is locked after \(Transactions.failuresAllowed) failures.")
        }
        let id: OperationID = swedbank.identifiers.next()
        let reference = request.details.payeeReference ?? ""
        let user = PayeeReferences.User(payment: payment.id, transaction: id)
        let money = request.money(in: payment.currency)
        let order = InvoiceOrder(kind, request.details, of: money, as: id, payment, details, view.buyer)
        let acceptance = try await desk.submit(
            command(id, money, Details(request.details.canonicalBytes)), on: payment.id, reference: reference,
            documents: [PayeeReferences.entry(reference, of: call.merchant, user)] + [order?.entry].compactMap(\.self)
        ) { .refused(kind, $0) }
        return try Self.answer(acceptance, kind, call, .init(call, view, swedbank.rules.lists))
    }

    /// What the decision did; a problem when it failed, which is a transaction all the same.
    static func answer(
        _ acceptance: Acceptance, _ kind: Transaction.Kind, _ call: Call, _ expansion: TransactionBody.Expansion?
    ) throws(Problem) -> Answer {
        let transactions = Transactions(acceptance.events, of: acceptance.payment)
        guard let transaction = transactions.of(kind).last else { throw .internalError }
        if let failure = transaction.failure { throw failure.problem(in: kind.rawValue) }
        let body = TransactionBody(
            transaction: transaction, payment: acceptance.payment.id, links: call.links, expansion: expansion)
        var json = JSONWriter(capacityBytes: 1_024)
        json.object { json in
            json.string("payment", call.links.payment(acceptance.payment.id))
            json.object(kind.member) { body.write(to: &$0) }
        }
        return Answer(json)
    }
}
