/// A decimal without a sign, as it was written: `0.9215`. At most six digits before the dot and eight behind it.
package struct ExactDecimal: Hashable, Sendable {
    package let text: String
    /// The number times ten to the power of `places`.
    package let digits: Int64
    package let places: Int

    /// Nil for a sign, a blank, an exponent, a leading zero, or too many digits.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count <= 2, (1...6).contains(whole.utf8.count), whole == "0" || whole.first != "0" else {
            return nil
        }
        guard parts.count == 1 || (1...8).contains(fraction.utf8.count) else { return nil }
        guard (whole + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) }), let digits = Int64(whole + fraction)
        else { return nil }
        self.text = text
        self.digits = digits
        places = fraction.utf8.count
    }

    /// `amount` times this number over ten to the power of `shift`, rounded to the nearest, halves up.
    package func times(_ amount: Int64, shift: Int = 0) -> Int128 {
        let power = places + shift
        let product = Int128(amount) * Int128(digits)
        guard power > 0 else { return product * Self.power(-power) }
        let divisor = Self.power(power)
        return (product + divisor / 2) / divisor
    }

    private static func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 } }
}
