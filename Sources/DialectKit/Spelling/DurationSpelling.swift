/// Lengths of time as ISO 8601 durations: `P7D`, `PT2S`, `P1DT12H`, `PT0.5S`.
///
/// Weeks, days, hours, minutes and seconds only: a month or a year has no fixed length. A day is 24 hours.
package enum DurationSpelling {
    /// What a designator is worth in milliseconds, in the order the parts must come; time parts stand after `T`.
    private static let dateParts: [(designator: UInt8, milliseconds: Int64)] = [
        (UInt8(ascii: "W"), 604_800_000), (UInt8(ascii: "D"), 86_400_000),
    ]
    private static let timeParts: [(designator: UInt8, milliseconds: Int64)] = [
        (UInt8(ascii: "H"), 3_600_000), (UInt8(ascii: "M"), 60_000), (UInt8(ascii: "S"), 1000),
    ]

    /// Milliseconds, 0 and up; `nil` when the text is no such duration or does not fit.
    ///
    /// Only seconds may have a fraction; what is finer than a millisecond is dropped. Parts may exceed their clock (`PT36H`).
    package static func read(_ text: some StringProtocol) -> Int64? {
        var rest = Array(text.utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        let date = rest.prefix { $0 != UInt8(ascii: "T") }
        let time = rest.dropFirst(date.count)
        guard time.count != 1,
            let days = read(date, dateParts),
            let clock = read(time.dropFirst(), timeParts)
        else { return nil }
        let (sum, overflow) = days.addingReportingOverflow(clock)
        return overflow ? nil : sum
    }

    /// `P7D`, `P1DT12H`, `PT0.5S`: the largest units first, weeks as days, nothing that is zero; zero is `PT0S`, and so is
    /// less than zero.
    package static func write(_ milliseconds: Int64) -> String {
        guard milliseconds > 0 else { return "PT0S" }
        let days = milliseconds / 86_400_000
        let clock = milliseconds % 86_400_000
        var text = days > 0 ? "P\(days)D" : "P"
        guard clock > 0 else { return text }
        text += "T"
        if clock >= 3_600_000 { text += "\(clock / 3_600_000)H" }
        if clock / 60_000 % 60 > 0 { text += "\(clock / 60_000 % 60)M" }
        if clock % 60_000 > 0 { text += "\(clock / 1000 % 60)\(fraction(clock % 1000))S" }
        return text
    }

    /// `.5` for 500, `.05` for 50, nothing for 0.
    private static func fraction(_ millisecond: Int64) -> String {
        guard millisecond > 0 else { return "" }
        var digits = String(1000 + millisecond).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return ".\(digits)"
    }

    /// The sum of `1D`, `12H`…, each part at most once and in order.
    private static func read(_ text: ArraySlice<UInt8>, _ parts: [(designator: UInt8, milliseconds: Int64)]) -> Int64? {
        var rest = text
        var sum: Int64 = 0
        for part in parts {
            guard let end = rest.firstIndex(of: part.designator) else { continue }
            guard let value = milliseconds(rest[..<end], worth: part.milliseconds) else { return nil }
            let (total, overflow) = sum.addingReportingOverflow(value)
            guard !overflow else { return nil }
            sum = total
            rest = rest[(end + 1)...]
        }
        return rest.isEmpty ? sum : nil
    }

    /// The digits times the milliseconds that one of them is worth; only a second may have a fraction.
    private static func milliseconds(_ digits: ArraySlice<UInt8>, worth: Int64) -> Int64? {
        let whole = digits.prefix { $0.isDigit }
        let fraction = digits.dropFirst(whole.count)
        guard !whole.isEmpty, let count = Int64(String(decoding: whole, as: UTF8.self)) else { return nil }
        let (value, overflow) = count.multipliedReportingOverflow(by: worth)
        guard !overflow else { return nil }
        guard let separator = fraction.first else { return value }
        let places = fraction.dropFirst()
        guard worth == 1000, separator == .dot || separator == .comma, !places.isEmpty else { return nil }
        guard places.allSatisfy(\.isDigit) else { return nil }
        let thousandths = places.prefix(3).reduce(0) { $0 * 10 + Int64($1 - .zero) }
        let padding: Int64 = places.count == 1 ? 100 : places.count == 2 ? 10 : 1
        let (sum, sumOverflow) = value.addingReportingOverflow(thousandths * padding)
        return sumOverflow ? nil : sum
    }
}
