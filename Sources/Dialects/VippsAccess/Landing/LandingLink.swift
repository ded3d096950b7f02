import DialectKit
package import PaymentCore

/// Where the payer is sent, and the token that leads to the payment from there.
///
/// The form `?v=2&token=…` is relied on: the official collections take the token with `split('=', 3)[2]`. Source:
/// wire/vipps.md §2.3.
package enum LandingLink {
    static let path = "/dwo-api-application/v1/deeplink/vippsgateway"

    package static func web(_ origin: String, _ payment: PaymentID) -> String {
        "\(origin)\(path)?v=2&token=\(token(of: payment))"
    }

    /// The same as a QR code.
    package static func image(_ origin: String, _ payment: PaymentID) -> String {
        "\(origin)/qr-image/v1?token=\(token(of: payment))"
    }

    /// For a shop that is an app itself. Source: wire/vipps.md §4.1.
    package static func app(_ payment: PaymentID) -> String { "vipps://?token=\(token(of: payment))" }

    /// The payment's unguessable identifier: whoever has the link may act, as with any checkout.
    package static func token(of payment: PaymentID) -> String { Base58.spell(hi: payment.high, lo: payment.low) }

    static func payment(_ token: String) -> PaymentID? {
        Base58.read(token).map { PaymentID(high: $0.hi, low: $0.lo) }
    }
}
