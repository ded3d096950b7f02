package import Ledger
package import PaymentCore

/// What a country's rules are, told by its currency: NO with NOK, DK with DKK, FI with EUR; the others are for cards that
/// pass through. Source: wire/vipps.md §0.5 and §6.
///
/// Every unit of a sandbox serves the three markets.
package enum Market: String, CaseIterable, Sendable {
    case nok = "NOK"
    case dkk = "DKK"
    case eur = "EUR"
    case sek = "SEK"
    case usd = "USD"
    case gbp = "GBP"

    package init?(_ currency: Currency) { self.init(rawValue: currency.code) }

    /// The largest amount. Unit: minor units. Source: wire/vipps.md §0.5.
    package static let largest: Int64 = 65_000_000

    /// The smallest amount. Unit: minor units. Source: wire/vipps.md §0.5.
    package var smallest: Int64 {
        switch self {
        case .nok, .sek: 100
        case .dkk, .eur, .usd, .gbp: 1
        }
    }

    /// SEK, USD and GBP are for `CARD_PASSTHROUGH` only.
    package var takesWallets: Bool {
        switch self {
        case .nok, .dkk, .eur: true
        case .sek, .usd, .gbp: false
        }
    }

    /// Outside Norway a capture must take the full amount, unless the sale unit has approval. Source: wire/vipps.md §2.7.
    package var asksApprovalForParts: Bool {
        switch self {
        case .dkk, .eur: true
        case .nok, .sek, .usd, .gbp: false
        }
    }

    /// How long captures are accepted, from the reservation: 180 days in Norway, 14 in Denmark and Finland.
    package var captureWindow: Interval {
        switch self {
        case .nok, .sek, .usd, .gbp: .days(180)
        case .dkk, .eur: .days(14)
        }
    }

    /// Refunds end a year after the reservation, everywhere.
    package static let refundWindow = Interval.days(365)
}
