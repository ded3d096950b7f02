import DialectKit
import Ledger
import PaymentCore

extension JSONObjectWriter {
    /// Where the money of a payment is. Source: wire/checkout.md §7.
    mutating func balances(_ payment: Payment) {
        object("balances") {
            $0.int("total_authorized", payment.authorized.minorUnits)
            $0.int("total_voided", payment.released.minorUnits)
            $0.int("available_to_void", payment.capturable.minorUnits)
            $0.int("total_captured", payment.captured.minorUnits)
            $0.int("available_to_capture", payment.capturable.minorUnits)
            $0.int("total_refunded", payment.refunded.minorUnits)
            $0.int("available_to_refund", payment.refundable.minorUnits)
        }
    }
}
