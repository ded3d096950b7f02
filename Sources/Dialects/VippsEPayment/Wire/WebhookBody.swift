import DialectKit
import PaymentCore
import VippsAccess

/// What a webhook tells: the event's own reference and amount, in this order, and after a yes who the payer is, where that
/// was asked for. Source: wire/vipps.md §3.2.
struct WebhookBody {
    let entry: LogEntry
    let payment: Payment
    let details: PaymentDetails

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.string("msn", details.unit)
            $0.logEntry(entry, of: details.reference)
            guard entry.name == .authorized, let scope = details.scope else { return }
            $0.userDetails(scope)
            $0.string("sub", TestPayer.sub(known: payment.birth.merchant))
        }
        return json.bytes
    }
}
