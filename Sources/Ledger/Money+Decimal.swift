/// Why a decimal text is not an amount.
package enum DecimalFault: Error, Hashable, Sendable {
    /// Not `digits` or `digits.digits`: sign, blank, exponent, separator, leading zero, nothing at all.
    case notDecimal
    /// The currency wants exactly `expected` digits after the dot.
    case wrongFraction(expected: Int)
    /// Beyond `Money.limit`.
    case tooLarge
}

extension Money {
    /// Reads an exact decimal such as `467.92`: no sign, no leading zeros, exactly the currency's decimals.
    package init(decimal text: some StringProtocol, currency: Currency) throws(DecimalFault) {
        var digits: Int64 = 0
        var whole = 0
        var fraction: Int?
        var leadingZero = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if let places = fraction { fraction = places + 1 } else { whole += 1 }
                if whole == 1 && fraction == nil { leadingZero = byte == UInt8(ascii: "0") }
                guard digits <= Money.limit else { throw .tooLarge }
                digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: ".") where fraction == nil && whole > 0:
                fraction = 0
            default:
                throw .notDecimal
            }
        }
        guard whole > 0, fraction != 0, !(leadingZero && whole > 1) else { throw .notDecimal }
        guard (fraction ?? 0) == currency.exponent else { throw .wrongFraction(expected: currency.exponent) }
        guard digits <= Money.limit else { throw .tooLarge }
        self.init(minorUnits: digits, currency: currency)
    }

    /// The exact decimal with the currency's decimals: `467.92`, `500`, `0.05`.
    package var decimal: String { currency.decimal(minorUnits) }
}

extension Currency {
    /// Any number of minor units with the currency's decimals, also below zero and beyond `Money.limit`: `-0.05`.
    package func decimal(_ minorUnits: Int64) -> String {
        let sign = minorUnits < 0 ? "-" : ""
        var digits = String(minorUnits.magnitude)
        guard exponent > 0 else { return sign + digits }
        if digits.utf8.count <= exponent {
            digits = String(repeating: "0", count: exponent + 1 - digits.utf8.count) + digits
        }
        digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -exponent))
        return sign + digits
    }
}
