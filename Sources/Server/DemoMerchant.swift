import DialectKit
import PaymentCore

/// The merchant that every sandbox has. Its published credentials are known to everyone, so they work only while the
/// server is bound to loopback, for requests that name a loopback host.
enum DemoMerchant {
    static let id = MerchantID(high: 0x0000_0000_0000_4000, low: 0x8000_0000_0000_0001)
    static let name = "Demo merchant"

    static let published: [Credential] = [
        Credential(wire: WireName("mollie"), kind: "test", secret: "test_holdfastdemomerchant00000000001"),
        Credential(wire: WireName("mollie"), kind: "live", secret: "live_holdfastdemomerchant00000000001"),
        Credential(wire: WireName("holdfast"), kind: "merchant", secret: "hf_test_holdfastdemomerchant0000000001"),
    ]

    /// The same kinds with secrets that nobody knows yet; shown once.
    static func generated() -> [Credential] {
        published.map { credential in
            let prefix = credential.secret.prefix { $0 != "_" }
            let words = (0..<2).map { _ in Hex.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max)) }
            let start = credential.wire.text == "holdfast" ? "hf_test" : String(prefix)
            return Credential(
                wire: credential.wire, kind: credential.kind, secret: "\(start)_\(words.joined().prefix(40))")
        }
    }
}

/// A secret that proves who asks, and on which wire it does.
struct Credential: Sendable {
    let wire: WireName
    let kind: String
    let secret: String
}
