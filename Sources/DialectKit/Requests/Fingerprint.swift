package import Crypto

/// Tells whether two requests ask for the same thing. Keyed, so that stored fingerprints tell nothing of what was asked.
package struct FingerprintKey: Sendable {
    /// Keyed already, to begin each with.
    private let keyed: HMAC<SHA256>

    package init(_ key: SymmetricKey) { keyed = HMAC(key: key) }

    /// 16 bytes over where the request went and its parameters in canonical order; how they were spelled (JSON or form,
    /// white space, order) makes no difference.
    package func fingerprint(of endpoint: String, _ parameters: JSONObject) -> [UInt8] {
        var mac = keyed
        mac.update(data: Array(endpoint.utf8))
        mac.update(data: [0])
        mac.update(data: JSON.object(parameters).canonical())
        return Array(mac.finalize().prefix(16))
    }
}
