import DialectKit
import Ledger
import PaymentCore

/// `settlementAmount`: what the merchant gets of a payment, a capture or a refund, in the currency of the payout; negative
/// for a refund. An estimate until it is settled. Source: the seed `002_7a07d6cac41dd14f.txt`, `settlementAmount`;
/// wire/mollie.md §2.
///
/// Shown once it is settled, and before that to whom has chosen how he is settled.
struct SettledAmount {
    private let minorUnits: Int64
    private let currency: Currency

    init?(_ record: OperationRecord, _ payment: Payment, _ rate: SettlementRate?) {
        guard let rate, record.settlement != nil || rate.isChosen, record.operation.state.mayBeSettled else {
            return nil
        }
        let line = SettlementLine(record, of: payment, at: rate)
        minorUnits = line.paid
        currency = line.currency
    }

    /// Of all that was captured, refunds not taken off.
    init?(_ payment: Payment, _ rate: SettlementRate?) {
        guard let rate, payment.state.settlement != nil || rate.isChosen, !payment.captured.isZero else { return nil }
        let converted = rate.converted(payment.captured - rate.fee(on: payment.captured))
        minorUnits = converted.minorUnits
        currency = converted.currency
    }

    func write(to json: inout JSONObjectWriter) { json.signedAmount("settlementAmount", minorUnits, currency) }
}

extension JSONObjectWriter {
    /// An amount that may be negative: only answers have those. Source: wire/mollie.md §2.
    mutating func signedAmount(_ name: String, _ minorUnits: Int64, _ currency: Currency) {
        object(name) {
            $0.string("value", Self.decimal(minorUnits, currency))
            $0.string("currency", currency.code)
        }
    }

    /// Sums may be beyond `Money.limit`: the digits are cut by hand.
    private static func decimal(_ minorUnits: Int64, _ currency: Currency) -> String {
        var digits = String(minorUnits.magnitude)
        let places = currency.exponent
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
        }
        if places > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -places)) }
        return minorUnits < 0 ? "-" + digits : digits
    }
}

extension Operation.State {
    /// What failed never is.
    fileprivate var mayBeSettled: Bool {
        switch self {
        case .pending, .succeeded: true
        case .failed: false
        }
    }
}
