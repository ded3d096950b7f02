package import Crypto
package import PaymentCore

/// Keyed digests: claims and fingerprints are stored as these, so a stolen database tells no key and no reference.
package struct DigestKey: Sendable {
    private let key: SymmetricKey

    package init(_ key: SymmetricKey) { self.key = key }

    package func digest(of claim: Claim) -> ClaimDigest {
        var writer = CanonicalWriter()
        writer.value(claim.account)
        writer.string(claim.namespace)
        writer.string(claim.value)
        return ClaimDigest(first16(of: writer.bytes))
    }

    private func first16(of bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16))
    }
}
