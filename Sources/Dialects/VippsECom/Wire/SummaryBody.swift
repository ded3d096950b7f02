import DialectKit
import Ledger
import PaymentCore

extension JSONObjectWriter {
    /// `bankNumber`: only details tell it. Source: wire/vipps.md §4.2 and §4.4.
    mutating func transactionSummary(_ payment: Payment, bankNumber: String? = nil) {
        object("transactionSummary") {
            $0.int("capturedAmount", payment.captured.minorUnits)
            $0.int("remainingAmountToCapture", payment.capturable.minorUnits)
            $0.int("refundedAmount", payment.refunded.minorUnits)
            $0.int("remainingAmountToRefund", payment.refundable.minorUnits)
            if let bankNumber, let number = Int64(bankNumber) { $0.int("bankIdentificationNumber", number) }
        }
    }
}
