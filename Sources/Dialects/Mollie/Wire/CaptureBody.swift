import DialectKit
import PaymentCore

/// Mollie's capture object. Source: wire/mollie.md §5.2 and §12 C.
struct CaptureBody {
    let record: OperationRecord
    let payment: Payment
    let mode: Mode
    let links: Links
    var isListItem = false

    func write(to json: inout JSONObjectWriter) {
        let details = CaptureDetails.read(record.details)
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
        json.object("_links") {
            $0.link("self", links.capture(name, of: paymentName), Links.hal)
            $0.link("payment", links.payment(paymentName), Links.hal)
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/create-capture", Links.html) }
        }
    }
}
