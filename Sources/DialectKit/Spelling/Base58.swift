/// 128 bits as 22 characters without look-alikes (no `0 O I l`): the spelling of our own ids.
///
/// Every value has exactly one spelling, padded on the left with `1`, so spellings sort as the values do.
package enum Base58 {
    package static let length = 22

    /// The alphabet Bitcoin uses; ASCII order is digit order.
    private static let digits: StaticString = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

    /// 58¹⁰, the largest power that fits one word, so 22 digits are taken as 2 + 10 + 10.
    private static let tenDigits: UInt64 = 430_804_206_899_405_824

    package static func spell(hi: UInt64, lo: UInt64) -> String {
        let (upper, last) = divideByTenDigits(hi: hi, lo: lo)
        let (first, middle) = divideByTenDigits(hi: upper.hi, lo: upper.lo)
        return String(unsafeUninitializedCapacity: length) { text in
            write(last, to: text, at: 12..<22)
            write(middle, to: text, at: 2..<12)
            write(first.lo, to: text, at: 0..<2)
            return length
        }
    }

    /// The 128 bits, or `nil` for another length, a foreign character or a value beyond 128 bits.
    package static func read(_ text: some StringProtocol) -> (hi: UInt64, lo: UInt64)? {
        var text = String(text)
        return text.withUTF8 { bytes in
            guard bytes.count == length,
                let first = value(of: bytes[0..<2]),
                let middle = value(of: bytes[2..<12]),
                let last = value(of: bytes[12..<22])
            else { return nil }
            // First and middle together stay below 58¹² < 2⁷¹, so only the second step can pass 128 bits.
            let upper = multiplyByTenDigits(hi: 0, lo: first, adding: middle)
            return upper.flatMap { multiplyByTenDigits(hi: $0.hi, lo: $0.lo, adding: last) }
        }
    }

    private static func divideByTenDigits(
        hi: UInt64, lo: UInt64
    ) -> (quotient: (hi: UInt64, lo: UInt64), remainder: UInt64) {
        let upper = hi.quotientAndRemainder(dividingBy: tenDigits)
        let lower = tenDigits.dividingFullWidth((upper.remainder, lo))
        return ((upper.quotient, lower.quotient), lower.remainder)
    }

    /// `nil` beyond 128 bits.
    private static func multiplyByTenDigits(
        hi: UInt64, lo: UInt64, adding digits: UInt64
    ) -> (hi: UInt64, lo: UInt64)? {
        let lower = lo.multipliedFullWidth(by: tenDigits)
        let upper = hi.multipliedReportingOverflow(by: tenDigits)
        let (newLo, carry) = lower.low.addingReportingOverflow(digits)
        let (newHi, overflow) = upper.partialValue.addingReportingOverflow(lower.high + (carry ? 1 : 0))
        return upper.overflow || overflow ? nil : (newHi, newLo)
    }

    private static func write(_ value: UInt64, to text: UnsafeMutableBufferPointer<UInt8>, at places: Range<Int>) {
        var rest = value
        for place in places.reversed() {
            text[place] = digits.utf8Start[Int(rest % 58)]
            rest /= 58
        }
    }

    private static func value(of bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var value: UInt64 = 0
        for byte in bytes {
            guard let digit = digit(byte) else { return nil }
            value = value * 58 + UInt64(digit)
        }
        return value
    }

    /// 0…57: a character's place in the alphabet, which skips `I`, `O` and `l`.
    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "1")...UInt8(ascii: "9"): byte - UInt8(ascii: "1")
        case UInt8(ascii: "A")...UInt8(ascii: "H"): byte - UInt8(ascii: "A") + 9
        case UInt8(ascii: "J")...UInt8(ascii: "N"): byte - UInt8(ascii: "J") + 17
        case UInt8(ascii: "P")...UInt8(ascii: "Z"): byte - UInt8(ascii: "P") + 22
        case UInt8(ascii: "a")...UInt8(ascii: "k"): byte - UInt8(ascii: "a") + 33
        case UInt8(ascii: "m")...UInt8(ascii: "z"): byte - UInt8(ascii: "m") + 44
        default: nil
        }
    }
}
