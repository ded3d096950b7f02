package import PaymentCore

/// What takes the payer out of a payment: the wire's details are replaced by some that name nobody, and those that earlier
/// events brought are gone. What the hash chain covers, the commitments to them, stays.
package struct PayerErasure: Hashable, Sendable {
    package let payment: PaymentID
    package let merchant: MerchantID
    /// What the wire keeps from then on.
    package let details: Details
    /// The event that carried the details which `details` was made from: when it is another by then, nothing happens.
    package let over: Int
    /// What the wire keeps of the payer beside the payment, as it is to be.
    package let documents: [DocumentWrite]
    /// All that the payment is found by from then on.
    package let names: [SearchName]

    package init(
        payment: PaymentID, merchant: MerchantID, details: Details, over: Int, documents: [DocumentWrite],
        names: [SearchName]
    ) {
        self.payment = payment
        self.merchant = merchant
        self.details = details
        self.over = over
        self.documents = documents
        self.names = names
    }
}

extension EventRecord {
    /// Its details were taken away; the commitment to them is what is left.
    package var isErased: Bool { event.details.bytes.isEmpty && salt.isEmpty && !commitment.isEmpty }
}
