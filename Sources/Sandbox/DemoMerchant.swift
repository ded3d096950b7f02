package import PaymentCore

/// The merchant that every sandbox has. Its published credentials are known to everyone, so they work only while the
/// server is bound to loopback, for requests that name a loopback host.
package enum DemoMerchant {
    package static let id = MerchantID(high: 0x0000_0000_0000_4000, low: 0x8000_0000_0000_0001)
    package static let name = "Demo merchant"

    package static let published = [
        Credential(wire: mollie, kind: "test", secret: "test_holdfastdemomerchant00000000001"),
        Credential(wire: mollie, kind: "live", secret: "live_holdfastdemomerchant00000000001"),
        Credential(wire: mollie, kind: "access", secret: "access_holdfastdemomerchant00000000001"),
        Credential(wire: mollieApplication, kind: "client", secret: "app_holdfastdemo"),
        Credential(wire: mollieApplication, kind: "client and secret", secret: "app_holdfastdemo:holdfast-demo-secret"),
        Credential(wire: holdfast, kind: "merchant", secret: "hf_test_holdfastdemomerchant0000000001"),
        Credential(wire: holdfast, kind: "administrator", secret: "hf_admin_holdfastdemo0000000000000001"),
    ]
}

let mollie = WireName("mollie")
/// Applications that ask for tokens stand apart: their names prove nothing on the wire itself.
let mollieApplication = WireName("mollie application")
let holdfast = WireName("holdfast")
