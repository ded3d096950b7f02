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
        let vipps = Self.uuid()
        let units = ["reserve capture": Self.serialNumber("1"), "direct capture": Self.serialNumber("6")]
        credentials =
            [
                Credential(wire: mollie, kind: "test", secret: Self.secret("test_")),
                Credential(wire: mollie, kind: "live", secret: Self.secret("live_")),
                Credential(wire: mollie, kind: "access", secret: Self.secret("access_")),
                Credential(wire: mollieApplication, kind: "client", secret: client),
                Credential(wire: mollieApplication, kind: "client and secret", secret: client + ":" + Self.secret("")),
                Credential(wire: vippsClient, kind: "id", secret: vipps),
                Credential(
                    wire: vippsClient, kind: "id and secret", secret: vipps + ":" + Self.secret(""),
                    permissions: Set(units.map { "\($0.value) \($0.key)" })),
                Credential(wire: vippsSubscription, kind: "key", secret: Self.hex(32)),
            ]
            + units.keys.sorted(by: >).map { kind in
                Credential(wire: vippsSaleUnit, kind: kind, secret: units[kind, default: ""])
            } + [
                Credential(wire: holdfast, kind: "merchant", secret: Self.secret("hf_test_"))
            ]
    }

    /// The key that admits merchants.
    package static func administrator() -> Credential {
        Credential(wire: holdfast, kind: "administrator", secret: secret("hf_admin_"))
    }

    /// Six digits, with a first one that tells the capture types apart. Numbers are good within their merchant only.
    private static func serialNumber(_ first: String) -> String {
        first + (0..<5).map { _ in String(Int.random(in: 0...9)) }.joined()
    }

    private static func uuid() -> String {
        [hex(8), hex(4), "4" + hex(3), "8" + hex(3), hex(12)].joined(separator: "-")
    }

    private static func hex(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    }

    /// 32 characters of letters and digits: 190 random bits.
    private static func secret(_ prefix: String) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
        return prefix + String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
