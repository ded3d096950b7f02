package import DialectKit
package import PaymentCore

extension PaymentDetails {
    /// Without what the shop wrote: description, metadata, lines and addresses, and where the payer is sent back to.
    var withoutPayer: PaymentDetails {
        var left = self
        left.description = Payerless.word
        left.redirectURL = nil
        left.cancelURL = nil
        left.metadata = nil
        left.extras = Array("{}".utf8)
        return left
    }
}

extension Mollie {
    package func withoutPayer(_ payment: Payment) -> Payerless? {
        guard let details = try? PaymentDetails(canonicalBytes: payment.details.bytes) else { return nil }
        return Payerless(details: Details(details.withoutPayer.canonicalBytes))
    }
}
