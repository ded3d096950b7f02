import DialectKit
import PaymentCore

/// Mollie's capture object. Source: wire/mollie.md §5.2 and §12 C.
struct CaptureBody {
    private let record: OperationRecord
    private let payment: Payment
    private let mode: Mode
    private let links: Links
    private let rate: SettlementRate?
    private let isListItem: Bool

    /// Without a `rate` nothing is said of what will be settled: an answer to a key must stay as it was.
    init(
        _ record: OperationRecord, _ payment: Payment, _ call: Call, at rate: SettlementRate? = nil,
        isListItem: Bool = false
    ) {
        self.init(record, payment, call.mode, call.links, at: rate, isListItem: isListItem)
    }

    init(
        _ record: OperationRecord, _ payment: Payment, _ mode: Mode, _ links: Links, at rate: SettlementRate? = nil,
        isListItem: Bool = false
    ) {
        self.rate = rate
        self.record = record
        self.payment = payment
        self.mode = mode
        self.links = links
        self.isListItem = isListItem
    }

    /// `embedding` writes `_embedded`, which stands before the links.
    func write(to json: inout JSONObjectWriter, embedding: (inout JSONObjectWriter) -> Void = { _ in }) {
        let details = OperationDetails.read(record.details)
        let paymentName = PaymentName.spell(payment.id)
        let name = CaptureName.spell(record.operation.id)
        json.string("resource", "capture")
        json.string("id", name)
        json.string("mode", mode.rawValue)
        if let description = details.description { json.string("description", description) }
        json.amount("amount", record.operation.order.amount)
        SettledAmount(record, payment, rate)?.write(to: &json)
        if let metadata = details.metadata { json.raw("metadata", metadata) }
        json.string("status", CaptureStatus.of(record.operation).rawValue)
        json.string("paymentId", paymentName)
        if let id = record.settlement { json.string("settlementId", SettlementName.spell(id)) }
        json.instant("createdAt", record.operation.startedAt.milliseconds)
        embedding(&json)
        json.object("_links") {
            $0.link("self", links.capture(name, of: paymentName), Links.hal)
            $0.link("payment", links.payment(paymentName), Links.hal)
            if let id = record.settlement { $0.link("settlement", links.settlement(id), Links.hal) }
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/create-capture", Links.html) }
        }
    }
}
