package import PaymentCore

/// Knows which merchant a secret belongs to.
package protocol CredentialDirectory: Sendable {
    /// Nil when nobody has that secret on that wire.
    func grant(for secret: String, on wire: WireName) -> Grant?
}

/// What a good credential gives access to.
package struct Grant: Hashable, Sendable {
    package let merchant: MerchantID
    /// The merchant's name, as people call it.
    package let merchantName: String
    /// The wire's own word for the kind of credential: "test", "live", "access".
    package let kind: String

    package init(merchant: MerchantID, merchantName: String, kind: String) {
        self.merchant = merchant
        self.merchantName = merchantName
        self.kind = kind
    }

    /// The account of this merchant on a wire, by the wire's own word for the unit ("test" or "live" mode, say). It
    /// follows from the merchant, so that no table of accounts exists.
    package func account(_ unit: String, on wire: WireName) -> AccountID {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(wire.text)/\(unit)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return merchant.derived(Int(truncatingIfNeeded: hash))
    }
}
