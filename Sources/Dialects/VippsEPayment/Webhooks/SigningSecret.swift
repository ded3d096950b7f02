import Crypto
import DialectKit
package import PaymentCore

/// What a registration's webhooks are signed with. Shown once, when the registration is made.
///
/// It must be used, so it is kept as it is and not as a hash, in a document that is sealed. Source of its form: wire/vipps.md §3.1: base 64 of 64 random bytes.
package struct SigningSecret: Hashable, Sendable {
    package let text: String

    package init(text: String) { self.text = text }

    package static func fresh() -> SigningSecret {
        var generator = SystemRandomNumberGenerator()
        return SigningSecret(
            text: Base64.spell((0..<64).map { _ in UInt8.random(in: .min ... .max, using: &generator) }))
    }

    /// The key is the text itself: it is not decoded. Source: wire/vipps.md §3.3.
    func signature(of text: String) -> String {
        let key = SymmetricKey(data: Array(self.text.utf8))
        return Base64.spell(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}

extension SigningSecret: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.string(text) }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) { text = try reader.string() }
}
