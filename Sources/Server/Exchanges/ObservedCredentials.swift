import DialectKit
import PaymentCore

/// The credentials as the dialects see them: a good one tells whose request it is, and in which wire.
struct ObservedCredentials: CredentialDirectory {
    private let inner: any CredentialDirectory
    /// Whom the administrator's key stands for.
    private static let nobody = MerchantID(high: 0, low: 0)

    init(_ inner: any CredentialDirectory) { self.inner = inner }

    func grant(for secret: String, on wire: WireName) throws(Unavailable) -> Grant? {
        let grant = try inner.grant(for: secret, on: wire)
        if let grant, grant.merchant != Self.nobody { Exchange.current?.belongs(to: grant.merchant, on: wire) }
        return grant
    }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until expiresAt: Instant?) -> DocumentWrite {
        inner.admission(of: secret, on: wire, to: grant, until: expiresAt)
    }
}
