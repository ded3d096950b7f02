package import Crypto
package import PaymentCore

/// Keyed digests: claims and fingerprints are stored as these, so a stolen database tells no key and no reference.
package struct DigestKey: Sendable {
    /// Keyed already, to begin each with.
    private let keyed: HMAC<SHA256>

    package init(_ key: SymmetricKey) { keyed = HMAC(key: key) }

    package func digest(of claim: Claim) -> ClaimDigest {
        var writer = CanonicalWriter()
        writer.value(claim.account)
        writer.string(claim.namespace)
        writer.string(claim.value)
        return ClaimDigest(first16(of: writer.bytes))
    }

    private func first16(of bytes: [UInt8]) -> [UInt8] {
        var mac = keyed
        mac.update(data: bytes)
        return Array(mac.finalize().prefix(16))
    }
}
