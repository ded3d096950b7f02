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
        Credential(wire: vippsClient, kind: "id", secret: "00000000-0000-4000-8000-000000000002"),
        Credential(
            wire: vippsClient, kind: "id and secret",
            secret: "00000000-0000-4000-8000-000000000002:holdfast-demo-secret",
            permissions: [
                "123456 reserve capture", "654321 direct capture", "777777 reserve capture without approvals",
            ]),
        Credential(wire: vippsSubscription, kind: "key", secret: "00000000000040008000000000000003"),
        Credential(wire: vippsSaleUnit, kind: "reserve capture", secret: "123456"),
        Credential(wire: vippsSaleUnit, kind: "direct capture", secret: "654321"),
        Credential(wire: vippsSaleUnit, kind: "reserve capture without approvals", secret: "777777"),
        Credential(wire: checkout, kind: "nas secret", secret: "sk_sbox_holdfastdemomerchantsandbox"),
        Credential(wire: checkout, kind: "nas public", secret: "pk_sbox_holdfastdemomerchantsandbox"),
        Credential(wire: checkout, kind: "classic secret", secret: "sk_test_00000000-0000-4000-8000-000000000001"),
        Credential(wire: checkout, kind: "classic public", secret: "pk_test_00000000-0000-4000-8000-000000000001"),
        Credential(
            wire: checkoutApplication, kind: "client and secret", secret: "ack_holdfastdemo:holdfast-demo-secret"),
        Credential(
            wire: swedbank, kind: "bearer", secret: "holdfast-demo-swedbankpay",
            permissions: ["00000000-0000-4000-8000-000000000004"]),
        Credential(wire: swedbankPayee, kind: "id", secret: "00000000-0000-4000-8000-000000000004"),
        Credential(wire: holdfast, kind: "merchant", secret: "hf_test_holdfastdemomerchant0000000001"),
        Credential(wire: holdfast, kind: "administrator", secret: "hf_admin_holdfastdemo0000000000000001"),
    ]
}

let mollie = WireName("mollie")
/// Applications that ask for tokens stand apart: their names prove nothing on the wire itself.
let mollieApplication = WireName("mollie application")
/// What proves a client's identity, and carries the sale units it may act for; the bare name proves nothing.
let vippsClient = WireName("vipps client")
let vippsSubscription = WireName("vipps subscription")
/// Sale units are shown beside the credentials. They prove nothing, and are good only with their merchant's token.
let vippsSaleUnit = WireName("vipps sale unit")
let checkout = WireName("checkoutcom")
let checkoutApplication = WireName("checkoutcom application")
/// The token carries the payee that it may act for.
let swedbank = WireName("swedbankpay-invoice")
/// Payees are shown beside the token. They prove nothing.
let swedbankPayee = WireName("swedbankpay payee")
let holdfast = WireName("holdfast")
