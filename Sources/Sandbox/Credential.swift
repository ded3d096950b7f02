package import PaymentCore

/// A secret that proves who asks, and on which wire it does. Shown once, then kept as a keyed hash.
package struct Credential: Hashable, Sendable {
    package let wire: WireName
    /// The wire's own word: "test", "live", "access", "merchant", "administrator".
    package let kind: String
    package let secret: String
    /// What it may be used for, in the wire's own words. Nil: everything.
    package let permissions: Set<String>?

    package init(wire: WireName, kind: String, secret: String, permissions: Set<String>? = nil) {
        self.wire = wire
        self.kind = kind
        self.secret = secret
        self.permissions = permissions
    }
}
