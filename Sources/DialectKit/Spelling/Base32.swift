/// 128 bits in base 32 (RFC 4648, lowercase, unpadded): 26 characters of `a…z` and `2…7`.
package enum Base32 {
    package static let length = 26

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    package static func spell(hi: UInt64, lo: UInt64) -> String {
        String(unsafeUninitializedCapacity: length) { text in
            for place in 0..<length { text[place] = alphabet[digit(hi, lo, place)] }
            return length
        }
    }

    /// The 128 bits, or `nil` for anything that `spell` would not have written.
    package static func read(_ text: some StringProtocol) -> (hi: UInt64, lo: UInt64)? {
        guard text.utf8.count == length else { return nil }
        var words: (hi: UInt64, lo: UInt64) = (0, 0)
        for (place, byte) in text.utf8.enumerated() {
            guard let value = value(of: byte) else { return nil }
            guard place < length - 1 else {
                // The last character carries three bits; the two below them are zero.
                guard value & 3 == 0 else { return nil }
                return (words.hi << 3 | words.lo >> 61, words.lo << 3 | value >> 2)
            }
            words = (words.hi << 5 | words.lo >> 59, words.lo << 5 | value)
        }
        return nil
    }

    /// Five bits from the left at `place`, 0…25; two zeros follow the last three.
    private static func digit(_ hi: UInt64, _ lo: UInt64, _ place: Int) -> Int {
        guard place < length - 1 else { return Int(lo & 7) << 2 }
        let shift = 123 - 5 * place
        let bits: UInt64
        if shift >= 64 {
            bits = hi >> UInt64(shift - 64)
        } else {
            bits = lo >> UInt64(shift) | (shift > 59 ? hi << UInt64(64 - shift) : 0)
        }
        return Int(bits & 31)
    }

    private static func value(of byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt64(byte - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}
