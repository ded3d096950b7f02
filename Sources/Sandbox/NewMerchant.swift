package import PaymentCore

/// A merchant about to be admitted, with fresh credentials for every wire.
package struct NewMerchant: Sendable {
    package let id: MerchantID
    package let name: String
    package let credentials: [Credential]

    package init(id: MerchantID, name: String) {
        self.id = id
        self.name = name
        let client = Self.secret("app_")
        credentials = [
            Credential(wire: mollie, kind: "test", secret: Self.secret("test_")),
            Credential(wire: mollie, kind: "live", secret: Self.secret("live_")),
            Credential(wire: mollie, kind: "access", secret: Self.secret("access_")),
            Credential(wire: mollieApplication, kind: "client", secret: client),
            Credential(wire: mollieApplication, kind: "client and secret", secret: client + ":" + Self.secret("")),
            Credential(wire: holdfast, kind: "merchant", secret: Self.secret("hf_test_")),
        ]
    }

    /// The key that admits merchants.
    package static func administrator() -> Credential {
        Credential(wire: holdfast, kind: "administrator", secret: secret("hf_admin_"))
    }

    /// 32 characters of letters and digits: 190 random bits.
    private static func secret(_ prefix: String) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
        return prefix + String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
