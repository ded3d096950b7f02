package import DialectKit
package import PaymentCore

extension PaymentDetails {
    /// Without customer, holder, address and telephone, and without what the shop wrote; scheme and last digits of the card
    /// stay, and the shop's `reference`.
    var withoutPayer: PaymentDetails {
        var left = self
        left.source = source.withoutHolder
        left.description = nil
        left.customer = customer.map { Customer(id: $0.id) }
        left.metadata = nil
        left.successURL = nil
        left.failureURL = nil
        left.extras = Array("{}".utf8)
        return left
    }
}

extension Source {
    fileprivate var withoutHolder: Source {
        var left = self
        left.holder = nil
        left.billingAddress = nil
        left.phone = nil
        return left
    }
}

extension CheckoutCom {
    /// With the customer and what the customer pays with, which were kept for another time.
    package func withoutPayer(_ payment: Payment) -> Payerless? {
        guard let details = try? PaymentDetails(canonicalBytes: payment.details.bytes) else { return nil }
        func place(_ kind: String, _ id: [UInt8]) -> DocumentKey {
            DocumentKey(details.platform.documents(kind, of: payment.birth.merchant), id)
        }
        let kept =
            [place("instrument", details.source.instrument.bytes)]
            + (details.customer.map { [place("customer", $0.id.bytes)] } ?? [])
        return Payerless(
            details: Details(details.withoutPayer.canonicalBytes), documents: kept.map(DocumentWrite.remove))
    }
}
