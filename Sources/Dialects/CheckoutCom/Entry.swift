import DialectKit
import HTTPTypes
import PaymentCore

/// Who may ask for something: by which kind of key, and with which scope where a token asks.
/// Source: wire/checkout.md §3.
struct Entry {
    /// A token needs one of these. `gateway` and the like open every scope below them.
    let scopes: Set<String>
    let takesPublicKey: Bool

    static func secret(_ scopes: String...) -> Entry { Entry(scopes: Set(scopes), takesPublicKey: false) }
    static func open(_ scopes: String...) -> Entry { Entry(scopes: Set(scopes), takesPublicKey: true) }

    /// A key that is missing, bad or of the wrong kind is 401; a token without the scope is 403. The header's value is the
    /// bare key, or the key after `Bearer`: both are sent to both platforms.
    func grant(
        of request: ReceivedRequest, _ credentials: any CredentialDirectory
    ) throws(Problem) -> Grant {
        guard let secret = Self.secret(shownBy: request) else { throw .unauthorized }
        guard let grant = try credentials.grant(for: secret, on: CheckoutCom.wire, orElse: Problem.unavailable),
            let kind = KeyKind(grant.kind)
        else { throw .unauthorized }
        if let permissions = grant.permissions {
            guard scopes.contains(where: { Self.isGranted($0, by: permissions) }) else { throw .notAllowed }
        } else if kind.isPublic != takesPublicKey {
            throw .unauthorized
        }
        return grant
    }

    static func secret(shownBy request: ReceivedRequest) -> String? {
        request.bearerToken ?? request.headers[.authorization]
    }

    /// `gateway:payment` is granted by itself and by `gateway`.
    private static func isGranted(_ scope: String, by permissions: Set<String>) -> Bool {
        permissions.contains(scope) || permissions.contains(String(scope.prefix { $0 != ":" }))
    }
}
