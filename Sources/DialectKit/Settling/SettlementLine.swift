package import Ledger
package import PaymentCore

/// One capture, refund or reversal of a settlement, with what the merchant gets of it.
package struct SettlementLine: Sendable {
    package let payment: Payment
    package let record: OperationRecord
    /// What moves in the books; negative for what goes back. Minor units of the payment's currency.
    package let gross: Int64
    package let fee: Money
    /// `gross` less the fee, converted; negative for what goes back. Minor units of `currency`.
    package let paid: Int64
    package let currency: Currency

    package init(_ record: OperationRecord, of payment: Payment, at rate: SettlementRate) {
        self.payment = payment
        self.record = record
        gross = record.payable
        let amount = Money(minorUnits: abs(gross), currency: payment.currency)
        fee = gross > 0 ? rate.fee(on: amount) : .zero(payment.currency)
        let converted = rate.converted(amount - fee)
        paid = gross < 0 ? -converted.minorUnits : converted.minorUnits
        currency = converted.currency
    }
}

/// What the lines of a settlement add up to. Sums that no number holds stop at the largest.
package struct SettlementTotals: Sendable {
    package private(set) var captureCount = 0
    package private(set) var refundCount = 0
    private var capturedSum: Int128 = 0
    private var refundedSum: Int128 = 0
    private var feeSum: Int128 = 0
    private var paidSum: Int128 = 0

    package init() {}

    package var captured: Int64 { Int64(clamping: capturedSum) }
    package var refunded: Int64 { Int64(clamping: refundedSum) }
    package var fee: Int64 { Int64(clamping: feeSum) }
    package var net: Int64 { Int64(clamping: capturedSum - refundedSum) }
    /// In the currency that is settled in.
    package var paid: Int64 { Int64(clamping: paidSum) }

    package mutating func add(_ line: SettlementLine) {
        if line.gross > 0 {
            captureCount += 1
            capturedSum += Int128(line.gross)
        } else {
            refundCount += 1
            refundedSum -= Int128(line.gross)
        }
        feeSum += Int128(line.fee.minorUnits)
        paidSum += Int128(line.paid)
    }
}
