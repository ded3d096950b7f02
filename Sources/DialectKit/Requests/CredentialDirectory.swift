package import PaymentCore

/// Knows which merchant a secret belongs to.
package protocol CredentialDirectory: Sendable {
    /// Nil when nobody has that secret on that wire, or its time is over. Throws when nobody can tell now: a good credential must
    /// not be called bad while the store is away.
    func grant(for secret: String, on wire: WireName) throws(Unavailable) -> Grant?

    /// What to write so that `secret` is good from then on: a keyed hash, never the secret itself. `expiresAt` is real
    /// time; nil never ends.
    func admission(of secret: String, on wire: WireName, to grant: Grant, until expiresAt: Instant?) -> DocumentWrite
}

extension CredentialDirectory {
    /// The same, with a wire's own words for what cannot be told now.
    package func grant<Trouble>(
        for secret: String, on wire: WireName, orElse trouble: (Unavailable) -> Trouble
    ) throws(Trouble) -> Grant? {
        do { return try grant(for: secret, on: wire) } catch { throw trouble(error) }
    }
}

/// What a good credential gives access to.
package struct Grant: Hashable, Sendable {
    package let merchant: MerchantID
    /// The merchant's name, as people call it.
    package let merchantName: String
    /// The wire's own word for the kind of credential: "test", "live", "access".
    package let kind: String
    /// What the credential may be used for, in the wire's own words. Nil: everything.
    package let permissions: Set<String>?

    package init(merchant: MerchantID, merchantName: String, kind: String, permissions: Set<String>? = nil) {
        self.merchant = merchant
        self.merchantName = merchantName
        self.kind = kind
        self.permissions = permissions
    }

    package func allows(_ permission: String) -> Bool { permissions?.contains(permission) ?? true }

    /// The account of this merchant on a wire, by the wire's own word for the unit ("test" or "live" mode, say). It
    /// follows from the merchant, so that no table of accounts exists.
    package func account(_ unit: String, on wire: WireName) -> AccountID {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(wire.text)/\(unit)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return merchant.derived(Int(truncatingIfNeeded: hash))
    }
}

extension Grant: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(merchant)
        writer.string(merchantName)
        writer.string(kind)
        writer.bool(permissions != nil)
        if let permissions {
            writer.unsigned(UInt64(permissions.count))
            for permission in permissions.sorted() { writer.string(permission) }
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        merchant = try reader.value()
        merchantName = try reader.string()
        kind = try reader.string()
        guard try reader.bool() else {
            permissions = nil
            return
        }
        var permissions: Set<String> = []
        for _ in 0..<(try reader.count(limit: 1_000)) { permissions.insert(try reader.string()) }
        self.permissions = permissions
    }
}
