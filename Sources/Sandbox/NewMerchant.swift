package import PaymentCore

/// A merchant about to be admitted, with fresh credentials for every wire.
package struct NewMerchant: Sendable {
    package let id: MerchantID
    package let name: String
    package let credentials: [Credential]

    package init(id: MerchantID, name: String) {
        self.id = id
        self.name = name
        credentials =
            Self.mollieCredentials() + Self.vippsCredentials() + Self.checkoutCredentials()
            + Self.swedbankCredentials() + [
                Credential(wire: holdfast, kind: "merchant", secret: RandomSecret.make("hf_test_"))
            ]
    }

    /// The key that admits merchants.
    package static func administrator() -> Credential {
        Credential(wire: holdfast, kind: "administrator", secret: RandomSecret.make("hf_admin_"))
    }

    /// A fresh one that does what `credential` does; its name stays, where it has one beside the secret. Nil for what proves
    /// nothing, such as a sale unit or a client's bare name: there is nothing to renew.
    package static func renewed(_ wire: WireName, _ kind: String, named name: String?, _ permissions: Set<String>?)
        -> Credential?
    {
        let secret: String
        switch (wire, kind) {
        case (mollie, "test"), (mollie, "live"), (mollie, "access"): secret = RandomSecret.make("\(kind)_")
        case (checkout, "nas secret"): secret = RandomSecret.base32("sk_sbox_", 27)
        case (checkout, "nas public"): secret = RandomSecret.base32("pk_sbox_", 27)
        case (checkout, "classic secret"): secret = "sk_test_" + RandomSecret.uuid()
        case (checkout, "classic public"): secret = "pk_test_" + RandomSecret.uuid()
        case (mollieApplication, "client and secret"), (checkoutApplication, "client and secret"),
            (vippsClient, "id and secret"):
            guard let name else { return nil }
            secret = name + ":" + RandomSecret.make("")
        case (vippsSubscription, "key"): secret = RandomSecret.hex(32)
        case (swedbank, "bearer"): secret = RandomSecret.hex(64)
        case (holdfast, "merchant"): secret = RandomSecret.make("hf_test_")
        case (holdfast, "administrator"): return administrator()
        default: return nil
        }
        return Credential(wire: wire, kind: kind, secret: secret, permissions: permissions)
    }

    private static func mollieCredentials() -> [Credential] {
        let client = RandomSecret.make("app_")
        return [
            Credential(wire: mollie, kind: "test", secret: RandomSecret.make("test_")),
            Credential(wire: mollie, kind: "live", secret: RandomSecret.make("live_")),
            Credential(wire: mollie, kind: "access", secret: RandomSecret.make("access_")),
            Credential(wire: mollieApplication, kind: "client", secret: client),
            Credential(
                wire: mollieApplication, kind: "client and secret", secret: client + ":" + RandomSecret.make("")),
        ]
    }

    private static func vippsCredentials() -> [Credential] {
        let client = RandomSecret.uuid()
        // A first digit tells the capture types apart. Numbers are good within their merchant only.
        let (reserve, direct) = ("1" + RandomSecret.digits(5), "6" + RandomSecret.digits(5))
        let withoutApprovals = "7" + RandomSecret.digits(5)
        return [
            Credential(wire: vippsClient, kind: "id", secret: client),
            Credential(
                wire: vippsClient, kind: "id and secret", secret: client + ":" + RandomSecret.make(""),
                permissions: [
                    "\(reserve) reserve capture", "\(direct) direct capture",
                    "\(withoutApprovals) reserve capture without approvals",
                ]),
            Credential(wire: vippsSubscription, kind: "key", secret: RandomSecret.hex(32)),
            Credential(wire: vippsSaleUnit, kind: "reserve capture", secret: reserve),
            Credential(wire: vippsSaleUnit, kind: "direct capture", secret: direct),
            Credential(
                wire: vippsSaleUnit, kind: "reserve capture without approvals", secret: withoutApprovals),
        ]
    }

    private static func swedbankCredentials() -> [Credential] {
        let payee = RandomSecret.uuid()
        return [
            Credential(
                wire: swedbank, kind: "bearer", secret: RandomSecret.hex(64), permissions: [payee]),
            Credential(wire: swedbankPayee, kind: "id", secret: payee),
        ]
    }

    private static func checkoutCredentials() -> [Credential] {
        [
            Credential(wire: checkout, kind: "nas secret", secret: RandomSecret.base32("sk_sbox_", 27)),
            Credential(wire: checkout, kind: "nas public", secret: RandomSecret.base32("pk_sbox_", 27)),
            Credential(wire: checkout, kind: "classic secret", secret: "sk_test_" + RandomSecret.uuid()),
            Credential(wire: checkout, kind: "classic public", secret: "pk_test_" + RandomSecret.uuid()),
            Credential(
                wire: checkoutApplication, kind: "client and secret",
                secret: RandomSecret.base32("ack_", 26) + ":" + RandomSecret.make("")),
        ]
    }
}
