/// An amount of one currency.
///
/// Unit: minor units of `currency` (NOK 49.90 is 4 990, JPY 500 is 500). Range: 0 ... `Money.limit`.
package struct Money: Hashable, Sendable {
    package let minorUnits: Int64
    package let currency: Currency

    /// The largest amount that exists. Small enough that no sum over one payment can overflow `Int64`.
    package static let limit: Int64 = 1_000_000_000_000_000

    /// Out of range is our bug, never a client's: dialects check before they build money.
    package init(minorUnits: Int64, currency: Currency) {
        precondition(minorUnits >= 0 && minorUnits <= Self.limit, "money out of range: \(minorUnits)")
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Nil when out of range; for amounts that come from outside.
    package init?(checked minorUnits: Int64, _ currency: Currency) {
        guard minorUnits >= 0, minorUnits <= Self.limit else { return nil }
        self.init(minorUnits: minorUnits, currency: currency)
    }

    package static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

    package var isZero: Bool { minorUnits == 0 }
}

/// Arithmetic traps on two currencies and below zero: `decide` has refused both before it calculates.
extension Money: Comparable {
    package static func + (left: Money, right: Money) -> Money {
        Money(minorUnits: left.minorUnits + right.minorUnits, currency: left.sharedCurrency(with: right))
    }

    package static func - (left: Money, right: Money) -> Money {
        Money(minorUnits: left.minorUnits - right.minorUnits, currency: left.sharedCurrency(with: right))
    }

    package static func < (left: Money, right: Money) -> Bool {
        _ = left.sharedCurrency(with: right)
        return left.minorUnits < right.minorUnits
    }

    private func sharedCurrency(with other: Money) -> Currency {
        precondition(currency == other.currency, "\(currency) meets \(other.currency)")
        return currency
    }
}

extension Money: CustomStringConvertible {
    package var description: String { "\(currency.code) \(decimal)" }
}
