/// 128 bits as a UUID, 8-4-4-4-12 lowercase; both cases are read. The version bits are the caller's business.
package enum UUIDSpelling {
    package static let length = 36

    package static func spell(hi: UInt64, lo: UInt64) -> String {
        String(unsafeUninitializedCapacity: length) { text in
            var place = 0
            for index in 0..<length {
                if isHyphen(index) {
                    text[index] = .minus
                } else {
                    text[index] = Hex.digit(of: place < 16 ? hi : lo, place & 15)
                    place += 1
                }
            }
            return length
        }
    }

    /// The 128 bits, or `nil` for anything but 8-4-4-4-12 hex digits (no braces, no `urn:uuid:`).
    package static func read(_ text: some StringProtocol) -> (hi: UInt64, lo: UInt64)? {
        var text = String(text)
        return text.withUTF8 { bytes in
            guard bytes.count == length else { return nil }
            var words: (hi: UInt64, lo: UInt64) = (0, 0)
            for (index, byte) in bytes.enumerated() {
                if isHyphen(index) {
                    guard byte == .minus else { return nil }
                } else {
                    guard let digit = byte.hexValue else { return nil }
                    words.hi = words.hi << 4 | words.lo >> 60
                    words.lo = words.lo << 4 | UInt64(digit)
                }
            }
            return words
        }
    }

    private static func isHyphen(_ index: Int) -> Bool { index == 8 || index == 13 || index == 18 || index == 23 }
}
