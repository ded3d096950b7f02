import DialectKit
import Ledger
import PaymentCore

/// How the console spells what it shows.
enum Show {
    /// `1 234.50`, with thin spaces between thousands.
    static func amount(_ money: Money) -> String { signed(money.minorUnits, money.currency) }

    static func signed(_ minorUnits: Int64, _ currency: Currency) -> String {
        let parts = currency.decimal(minorUnits).drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        var whole = ""
        for (place, digit) in parts[0].reversed().enumerated() {
            if place > 0, place % 3 == 0 { whole.append("\u{202F}") }
            whole.append(digit)
        }
        let fraction = parts.count == 2 ? "." + parts[1] : ""
        return (minorUnits < 0 ? "\u{2212}" : "") + String(whole.reversed()) + fraction
    }

    /// `EUR 1 234.50`
    static func money(_ money: Money) -> String { "\(money.currency.code) \(amount(money))" }

    /// `5 Jan 2026, 08:00:12`; UTC.
    static func instant(_ instant: Instant) -> String { "\(day(instant)), \(clock(instant))" }

    static func day(_ instant: Instant) -> String {
        let text = InstantSpelling.zuluSeconds(instant.milliseconds)
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        let day = Int(text.dropFirst(8).prefix(2)) ?? 1
        return "\(day) \(months[month - 1]) \(text.prefix(4))"
    }

    static func clock(_ instant: Instant) -> String {
        String(InstantSpelling.zuluSeconds(instant.milliseconds).dropFirst(11).prefix(8))
    }

    /// For programs: `2026-01-05T08:00:12.345Z`.
    static func machine(_ instant: Instant) -> String { InstantSpelling.zuluMilliseconds(instant.milliseconds) }

    /// `in 6 days`, `3 hours ago`, `now`.
    static func distance(_ instant: Instant, from now: Instant) -> String {
        let seconds = (instant.milliseconds - now.milliseconds) / 1000
        let size = seconds.magnitude
        guard size >= 1 else { return "now" }
        let text: String
        switch size {
        case ..<60: text = count(size, "second")
        case ..<3_570: text = count((size + 30) / 60, "minute")
        case ..<171_000: text = count((size + 1_800) / 3_600, "hour")
        default: text = count((size + 43_200) / 86_400, "day")
        }
        return seconds > 0 ? "in \(text)" : "\(text) ago"
    }

    static func took(_ interval: Interval) -> String {
        interval.milliseconds < 10_000
            ? "\(interval.milliseconds) ms" : "\(interval.milliseconds / 1000) s"
    }

    private static func count(_ number: UInt64, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// How the console spells a payment in its own addresses, as our own API does.
enum PaymentPath {
    static func spell(_ id: PaymentID) -> String { PrefixedName.spell(id, "pmt_") }
    static func read(_ text: some StringProtocol) -> PaymentID? { PrefixedName.read(text, "pmt_") }
    static func page(_ id: PaymentID) -> String { "/console/payments/" + spell(id) }
}

/// And a merchant.
enum MerchantPath {
    static func spell(_ id: MerchantID) -> String { PrefixedName.spell(id, "mer_") }
    static func read(_ text: some StringProtocol) -> MerchantID? { PrefixedName.read(text, "mer_") }
}

/// What is read from forms.
enum Written {
    /// `12.50`, `12,50`, `12`, `1 200`: an amount of `currency`. Nil when it is none.
    static func amount(_ text: String, in currency: Currency) -> Money? {
        var plain = text.filter { !$0.isWhitespace && $0 != "\u{202F}" && $0 != "'" }
        if !plain.contains("."), plain.filter({ $0 == "," }).count == 1 { plain = plain.replacing(",", with: ".") }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.utf8.count <= currency.exponent else { return nil }
        let padded = fraction + String(repeating: "0", count: currency.exponent - fraction.utf8.count)
        let trimmed = whole.drop { $0 == "0" }
        let decimal = (trimmed.isEmpty ? "0" : String(trimmed)) + (currency.exponent > 0 ? "." + padded : "")
        return try? Money(decimal: decimal, currency: currency)
    }

    /// `2026-01-05` (its beginning), `2026-01-05T08:00` and longer; UTC.
    static func instant(_ text: String) -> Instant? {
        let full: String
        switch text.utf8.count {
        case 10: full = text + "T00:00:00Z"
        case 16: full = text + ":00Z"
        case 19: full = text + "Z"
        default: full = text
        }
        return InstantSpelling.read(full).map { Instant(milliseconds: $0) }
    }
}
