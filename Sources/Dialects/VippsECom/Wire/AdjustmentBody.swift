import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// The answer to a capture, a cancellation or a refund: as of the decision. Source: wire/vipps.md §4.2 and §4.3, and the
/// response of the seed `001_7ea09a288ba2e1a7.txt`.
struct AdjustmentBody {
    enum Kind: String {
        case captured = "Captured"
        case cancelled = "Cancelled"
        case refunded = "Refund"
    }

    let kind: Kind
    let payment: Payment
    let details: PaymentDetails
    let event: Event
    let text: String

    /// A cancellation tells the payment's whole amount, the others their own.
    private var amount: Money {
        kind == .cancelled ? payment.birth.requested : event.operation?.order.amount ?? payment.birth.requested
    }

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            if kind == .captured, let scheme = PayerCard.scheme(of: payment) {
                json.string("paymentInstrument", scheme.instrument)
            }
            json.string("orderId", details.reference)
            // A refund has it under another name than the other two.
            json.object(kind == .refunded ? "transaction" : "transactionInfo") {
                $0.int("amount", amount.minorUnits)
                $0.string("transactionText", text)
                $0.string("status", kind.rawValue)
                $0.string("transactionId", TransactionNumber.spell(event))
                $0.string("timeStamp", InstantSpelling.zuluMilliseconds(event.at.milliseconds))
            }
            json.transactionSummary(payment)
        }
        return json.bytes
    }
}
