import DialectKit
import PaymentCore

/// The answer to a capture, a cancellation or a refund: the payment as of the decision. Source: wire/vipps.md §2.7.
struct ModificationBody {
    let payment: Payment
    let reference: String

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.amount("amount", payment.birth.requested)
            $0.string("state", PaymentState.of(payment).rawValue)
            $0.aggregate(Aggregate(payment))
            $0.string("pspReference", PSPReference.spell(payment.id))
            $0.string("reference", reference)
        }
        return json.bytes
    }
}
