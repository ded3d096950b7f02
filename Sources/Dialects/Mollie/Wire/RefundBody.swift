import DialectKit
import PaymentCore

/// Mollie's refund object. Source: wire/mollie.md §6.2 and §12 F.
struct RefundBody {
    private let record: OperationRecord
    private let payment: Payment
    private let status: RefundStatus
    private let mode: Mode
    private let links: Links
    private let isListItem: Bool

    /// Nil for a canceled refund: it does not exist any more.
    init?(_ record: OperationRecord, _ payment: Payment, _ call: Call, isListItem: Bool = false) {
        self.init(record, payment, call.mode, call.links, isListItem: isListItem)
    }

    init?(
        _ record: OperationRecord, _ payment: Payment, _ mode: Mode, _ links: Links, isListItem: Bool = false
    ) {
        guard let status = RefundStatus.of(record.operation) else { return nil }
        self.record = record
        self.payment = payment
        self.status = status
        self.mode = mode
        self.links = links
        self.isListItem = isListItem
    }

    func write(to json: inout JSONObjectWriter, embedding: (inout JSONObjectWriter) -> Void = { _ in }) {
        let details = OperationDetails.read(record.details)
        let paymentName = PaymentName.spell(payment.id)
        let name = RefundName.spell(record.operation.id)
        json.string("resource", "refund")
        json.string("id", name)
        json.string("mode", mode.rawValue)
        json.string("description", details.description ?? "")
        json.amount("amount", record.operation.order.amount)
        json.string("status", status.rawValue)
        if let metadata = details.metadata { json.raw("metadata", metadata) } else { json.null("metadata") }
        json.string("paymentId", paymentName)
        json.instant("createdAt", record.operation.startedAt.milliseconds)
        embedding(&json)
        json.object("_links") {
            $0.link("self", links.refund(name, of: paymentName), Links.hal)
            $0.link("payment", links.payment(paymentName), Links.hal)
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/create-refund", Links.html) }
        }
    }
}
