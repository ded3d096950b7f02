/// A currency of ISO 4217, known by its three letters.
package struct Currency: Hashable, Sendable {
    /// The three letters, packed big-endian into the low 24 bits; small enough to copy and compare for free.
    package let packed: UInt32

    /// How many decimals its major unit has: EUR 2, JPY 0, KWD 3. Source: `Currency+ISO4217.swift`.
    package let exponent: Int

    /// Nil when `code` is not an active ISO 4217 code in upper case.
    package init?(code: some StringProtocol) {
        var packed: UInt32 = 0
        var letters = 0
        for byte in code.utf8 {
            guard letters < 3 else { return nil }
            packed = packed << 8 | UInt32(byte)
            letters += 1
        }
        guard letters == 3 else { return nil }
        self.init(packed: packed)
    }

    /// Nil when the letters are not an active code; the way back from storage.
    package init?(packed: UInt32) {
        guard let exponent = Self.exponents[packed] else { return nil }
        self.packed = packed
        self.exponent = exponent
    }

    package var code: String {
        let bytes = [
            UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
            UInt8(truncatingIfNeeded: packed),
        ]
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func == (left: Self, right: Self) -> Bool { left.packed == right.packed }
    package func hash(into hasher: inout Hasher) { hasher.combine(packed) }
}

extension Currency: CustomStringConvertible {
    package var description: String { code }
}
