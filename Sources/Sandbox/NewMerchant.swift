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
