import Ledger
import PaymentCore

/// Amounts that the sandbox declines, in currencies of two decimals. Source: wire/checkout.md §10 and checkout_data.json.
package enum AmountTriggers: String, CaseIterable, Sendable {
    /// On both platforms.
    case everywhere
    /// On the classic platform, whose table it is: so that no ordinary amount of the current one is declined by surprise.
    case classic
    case off

    /// The code that declines this amount; nil when it is approved.
    func decline(of amount: Money, on platform: Platform, last4: String, bin: String, is3DS: Bool) -> ResponseCode? {
        guard self != .off, amount.currency.exponent == 2 else { return nil }
        // The one trigger of the current platform. Source: wire/checkout.md §10.
        if amount.minorUnits == 101, bin == "424242", last4 == "4242" { return ResponseCode(text: "20051") }
        guard self == .everywhere || platform == .classic else { return nil }
        let code =
            Self.exact[amount.minorUnits] ?? (is3DS ? Self.exactWith3DS(amount.minorUnits) : nil)
            ?? (amount.minorUnits >= 1_000 ? Self.endings[amount.minorUnits % 100] : nil)
        return code.map { ResponseCode(text: $0) }
    }

    private static let exact: [Int64: String] = [
        9_998: "20068", 6_510: "20154", 6_520: "20154", 6_530: "20154", 6_540: "20154", 4_001: "40101",
        4_008: "40108", 2_011: "200R1", 2_013: "200R3",
    ]

    private static let endings: [Int64: String] = [
        05: "20005", 12: "20012", 14: "20014", 51: "20051", 54: "20087", 62: "20062", 63: "20063", 33: "30033",
    ]

    private static func exactWith3DS(_ minorUnits: Int64) -> String? {
        switch minorUnits {
        case 150, 6_900: "20150"
        case 5_000...5_029: "20153"
        default: nil
        }
    }
}
