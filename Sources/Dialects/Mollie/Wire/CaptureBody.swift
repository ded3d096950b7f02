import DialectKit
import PaymentCore

/// Mollie's capture object. Source: wire/mollie.md §5.2 and §12 C.
struct CaptureBody {
    private let record: OperationRecord
    private let payment: Payment
    private let mode: Mode
    private let links: Links
    private let isListItem: Bool

    init(_ record: OperationRecord, _ payment: Payment, _ call: Call, isListItem: Bool = false) {
        self.init(record, payment, call.mode, call.links, isListItem: isListItem)
    }

    init(
        _ record: OperationRecord, _ payment: Payment, _ mode: Mode, _ links: Links, isListItem: Bool = false
    ) {
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
        if let metadata = details.metadata { json.raw("metadata", metadata) }
        json.string("status", CaptureStatus.of(record.operation).rawValue)
        json.string("paymentId", paymentName)
        json.instant("createdAt", record.operation.startedAt.milliseconds)
        embedding(&json)
        json.object("_links") {
            $0.link("self", links.capture(name, of: paymentName), Links.hal)
            $0.link("payment", links.payment(paymentName), Links.hal)
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/create-capture", Links.html) }
        }
    }
}
