package import DialectKit
package import PaymentCore

extension PaymentDetails {
    /// Without the payer's telephone, what the payer agreed to share, the shop's text and its profile of the payer; the
    /// `reference` stays, for the shop finds the payment by it.
    package static func withoutPayer(_ payment: Payment) -> Payerless? {
        guard var left = read(payment) else { return nil }
        left.text = nil
        left.returnAddress = nil
        left.phone = nil
        left.scope = nil
        left.key = nil
        left.extras = Array("{}".utf8)
        return Payerless(details: Details(left.canonicalBytes))
    }
}
