package import Ledger

/// Amounts as a test writes them: `.nok(500_00)` is NOK 500.00. Unit: minor units.
extension Money {
    package static func nok(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .nok) }
    package static func sek(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .sek) }
    package static func dkk(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .dkk) }
    package static func eur(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .eur) }
    package static func usd(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .usd) }
    package static func gbp(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .gbp) }
    package static func jpy(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .jpy) }
    package static func isk(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .isk) }
    package static func kwd(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .kwd) }
    package static func clf(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .clf) }
}

extension Currency {
    package static let nok = known("NOK")
    package static let sek = known("SEK")
    package static let dkk = known("DKK")
    package static let eur = known("EUR")
    package static let usd = known("USD")
    package static let gbp = known("GBP")
    /// No decimals.
    package static let jpy = known("JPY")
    /// No decimals.
    package static let isk = known("ISK")
    /// Three decimals.
    package static let kwd = known("KWD")
    /// Four decimals.
    package static let clf = known("CLF")

    /// One currency for each number of decimals that ISO 4217 knows.
    package static let oneOfEachExponent = [jpy, nok, kwd, clf]

    private static func known(_ code: String) -> Currency {
        guard let currency = Currency(code: code) else { preconditionFailure("\(code) is not in ISO 4217") }
        return currency
    }
}
