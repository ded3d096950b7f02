import DialectKit
import PaymentCore

/// Mollie's refund object. Source: wire/mollie.md §6.2 and §12 F.
struct RefundBody {
    private let record: OperationRecord
    private let payment: Payment
    private let status: RefundStatus
    private let mode: Mode
    private let links: Links
    private let rate: SettlementRate?
    private let isListItem: Bool

    /// Nil for a canceled refund: it does not exist any more. Without a `rate` nothing is said of what will be settled.
    init?(
        _ record: OperationRecord, _ payment: Payment, _ call: Call, at rate: SettlementRate? = nil,
        isListItem: Bool = false
    ) {
        self.init(record, payment, call.mode, call.links, at: rate, isListItem: isListItem)
    }

    init?(
        _ record: OperationRecord, _ payment: Payment, _ mode: Mode, _ links: Links, at rate: SettlementRate? = nil,
        isListItem: Bool = false
    ) {
        guard let status = RefundStatus.of(record.operation) else { return nil }
        self.record = record
        self.payment = payment
        self.status = status
        self.mode = mode
        self.links = links
        self.rate = rate
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
        SettledAmount(record, payment, rate)?.write(to: &json)
        json.string("status", status.rawValue)
        if let metadata = details.metadata { json.raw("metadata", metadata) } else { json.null("metadata") }
        json.string("paymentId", paymentName)
        if let id = record.settlement { json.string("settlementId", SettlementName.spell(id)) }
        json.instant("createdAt", record.operation.startedAt.milliseconds)
        embedding(&json)
        json.object("_links") {
            $0.link("self", links.refund(name, of: paymentName), Links.hal)
            $0.link("payment", links.payment(paymentName), Links.hal)
            if let id = record.settlement { $0.link("settlement", links.settlement(id), Links.hal) }
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/create-refund", Links.html) }
        }
    }
}
