import Crypto
import DialectKit
import PaymentCore

/// Which secret belongs to which merchant. Secrets are kept as keyed hashes only.
struct MerchantRegistry: CredentialDirectory {
    private let key: SymmetricKey
    private var grants: [[UInt8]: Grant] = [:]

    init(key: SymmetricKey) { self.key = key }

    mutating func add(_ credentials: [Credential], of merchant: MerchantID, named name: String) {
        for credential in credentials {
            grants[hash(credential.secret, credential.wire)] = Grant(
                merchant: merchant, merchantName: name, kind: credential.kind)
        }
    }

    func grant(for secret: String, on wire: WireName) -> Grant? { grants[hash(secret, wire)] }

    /// Keyed, so that looking it up tells nothing of the secret by its timing.
    private func hash(_ secret: String, _ wire: WireName) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("\(wire.text)\n\(secret)".utf8), using: key))
    }
}
