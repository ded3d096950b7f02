package import PaymentCore

/// An identifier spelled as a prefix and 22 characters of base 58: `tr_…`.
package enum PrefixedName {
    package static func spell<Kind>(_ id: Identifier<Kind>, _ prefix: String) -> String {
        prefix + Base58.spell(hi: id.high, lo: id.low)
    }

    /// Nil for another prefix or anything that `spell` would not have written.
    package static func read<Kind>(_ text: some StringProtocol, _ prefix: String) -> Identifier<Kind>? {
        guard text.hasPrefix(prefix), let words = Base58.read(text.dropFirst(prefix.count)) else { return nil }
        return Identifier(high: words.hi, low: words.lo)
    }
}
