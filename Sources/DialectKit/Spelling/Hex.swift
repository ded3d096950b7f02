/// 128 bits as 32 lowercase hex digits; both cases are read.
package enum Hex {
    package static let length = 32

    package static func spell(hi: UInt64, lo: UInt64) -> String {
        String(unsafeUninitializedCapacity: length) { text in
            for place in 0..<16 {
                text[place] = digit(of: hi, place)
                text[place + 16] = digit(of: lo, place)
            }
            return length
        }
    }

    /// The 128 bits, or `nil` for another length or a foreign character.
    package static func read(_ text: some StringProtocol) -> (hi: UInt64, lo: UInt64)? {
        var text = String(text)
        return text.withUTF8 { bytes in
            guard bytes.count == length,
                let hi = value(of: bytes[..<16]),
                let lo = value(of: bytes[16...])
            else { return nil }
            return (hi, lo)
        }
    }

    /// The digit at `place`, 0…15 from the left.
    static func digit(of word: UInt64, _ place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * place)).lowercaseHexDigit
    }

    /// The word that at most 16 digits spell.
    static func value(of digits: some Sequence<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = byte.hexValue else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}
