package import Ledger
package import PaymentCore

/// What a merchant is settled of a payment: less a fee, in the merchant's own currency. Chosen by the merchant of a
/// sandbox; without a choice all is settled as it was captured.
///
/// The fee is a part of what is captured, in its currency; it is not given back with a refund. What is left is
/// converted. Both are rounded to the nearest minor unit, halves up, line by line.
package struct SettlementRate: Hashable, Sendable {
    /// Percent of each capture.
    package var fee: ExactDecimal?
    package var currency: Currency?
    /// How much of `currency` one unit of another currency is. A currency without a rate is settled in itself.
    package var rates: [Currency: ExactDecimal] = [:]

    package init() {}

    package var isChosen: Bool { self != SettlementRate() }

    package static func key(of merchant: MerchantID) -> DocumentKey {
        DocumentKey(DocumentCollection(merchant: merchant, wire: WireName("holdfast"), kind: "settlement rate"), [1])
    }

    /// The rate that a merchant chose.
    package init(of merchant: MerchantID, in service: any PaymentService) throws(Unavailable) {
        let document = try service.document(Self.key(of: merchant))
        self = document.flatMap { try? SettlementRate(canonicalBytes: $0.bytes) } ?? SettlementRate()
    }

    /// The fee on a capture; at most the capture.
    package func fee(on captured: Money) -> Money {
        let fee = fee?.times(captured.minorUnits, shift: 2) ?? 0
        return Money(minorUnits: Int64(clamping: min(fee, Int128(captured.minorUnits))), currency: captured.currency)
    }

    /// The currency that amounts of `own` are settled in.
    package func currency(for own: Currency) -> Currency {
        guard let currency, rates[own] != nil else { return own }
        return currency
    }

    /// In the currency it is settled in, at most `Money.limit`.
    package func converted(_ money: Money) -> Money {
        guard let currency, currency != money.currency, let rate = rates[money.currency] else { return money }
        let units = rate.times(money.minorUnits, shift: money.currency.exponent - currency.exponent)
        return Money(minorUnits: Int64(clamping: min(units, Int128(Money.limit))), currency: currency)
    }
}

extension SettlementRate: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(fee?.text ?? "")
        writer.string(currency?.code ?? "")
        writer.unsigned(UInt64(rates.count))
        for (currency, rate) in rates.sorted(by: { $0.key.code < $1.key.code }) {
            writer.string(currency.code)
            writer.string(rate.text)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a rate of an unknown version") }
        fee = ExactDecimal(try reader.string())
        currency = Currency(code: try reader.string())
        for _ in 0..<(try reader.count(limit: 200)) {
            let currency = Currency(code: try reader.string())
            let rate = ExactDecimal(try reader.string())
            guard let currency, let rate else { throw CorruptRecord("a rate that cannot be read") }
            rates[currency] = rate
        }
    }
}
