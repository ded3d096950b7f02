import DialectKit
import Ledger
import PaymentCore

/// A settlement in our own words. Amounts in minor units; those that go back to the payer, or that the merchant owes,
/// are negative where they are parts of the net.
struct SettlementBody {
    let settlement: Settlement

    func write(to json: inout JSONObjectWriter) {
        json.string("id", SettlementName.spell(settlement.id))
        json.string("settledAt", InstantSpelling.zuluMilliseconds(settlement.at.milliseconds))
        json.string("currency", settlement.currency.code)
        Self.amount("net", settlement.net, settlement.currency, to: &json)
        json.int("payments", settlement.payments)
    }

    /// `net` is what the books say; `paidOut` is what is left of it after the fee, in the currency of the payout.
    func write(_ totals: SettlementTotals, in currency: Currency, to json: inout JSONObjectWriter) {
        json.object("totals") { json in
            json.int("captureCount", totals.captureCount)
            Self.amount("captured", totals.captured, settlement.currency, to: &json)
            json.int("refundCount", totals.refundCount)
            Self.amount("refunded", totals.refunded, settlement.currency, to: &json)
            Self.amount("net", totals.net, settlement.currency, to: &json)
            Self.amount("fee", totals.fee, settlement.currency, to: &json)
            Self.amount("paidOut", totals.paid, currency, to: &json)
        }
    }

    static func write(_ line: SettlementLine, to json: inout JSONObjectWriter) {
        json.string("id", OperationName.spell(line.record.operation.id))
        json.string("type", line.record.operation.order.word)
        json.string("payment", PaymentName.spell(line.payment.id))
        json.string("dialect", line.payment.birth.wire.text)
        if let reference = line.reference { json.string("reference", reference) }
        if let at = line.record.endedAt { json.string("at", InstantSpelling.zuluMilliseconds(at.milliseconds)) }
        amount("amount", line.gross, line.payment.currency, to: &json)
        amount("fee", line.fee.minorUnits, line.payment.currency, to: &json)
        amount("paidOut", line.paid, line.currency, to: &json)
    }

    private static func amount(
        _ name: String, _ minorUnits: Int64, _ currency: Currency, to json: inout JSONObjectWriter
    ) {
        json.object(name) {
            $0.int("value", minorUnits)
            $0.string("currency", currency.code)
        }
    }
}

extension SettlementLine {
    /// The merchant's own name for the payment, where our own API was told one.
    var reference: String? {
        guard payment.birth.wire == Holdfast.wire else { return nil }
        return (try? OwnDetails(canonicalBytes: payment.details.bytes))?.reference
    }
}
