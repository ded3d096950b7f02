package import Ledger
package import PaymentCore

/// What a dialect asks for with a capture or a refund, in the same write: an invoice or a credit note, once it has
/// succeeded. It waits as a document until a number is given.
package struct InvoiceOrder: Hashable, Sendable {
    package let merchant: MerchantID
    package let payment: PaymentID
    /// The capture or refund that it is about.
    package let operation: OperationID
    package let kind: Invoice.Kind
    /// The seller, by the name under which the agreement is found.
    package let account: String
    package let sellerName: String
    package let country: InvoiceCountry
    /// `sv-SE`, `nb-NO`, `fi-FI`, `en-US`.
    package let language: String
    package let buyer: PostalAddress
    package let customerNumber: String?
    package let email: String?
    package let amount: Money
    /// How much of the amount is tax. Unit: minor units.
    package let vat: Int64
    /// Empty for a credit note of which nobody told the lines.
    package let sale: Sale
    package let description: String
    /// The merchant's own name for it, printed as a reference.
    package let merchantReference: String
    /// The buyer's order, where the merchant gave one.
    package let orderReference: String?

    package init(
        merchant: MerchantID, payment: PaymentID, operation: OperationID, kind: Invoice.Kind, account: String,
        sellerName: String, country: InvoiceCountry, language: String, buyer: PostalAddress, customerNumber: String?,
        email: String?, amount: Money, vat: Int64, sale: Sale, description: String, merchantReference: String,
        orderReference: String?
    ) {
        self.merchant = merchant
        self.payment = payment
        self.operation = operation
        self.kind = kind
        self.account = account
        self.sellerName = sellerName
        self.country = country
        self.language = language
        self.buyer = buyer
        self.customerNumber = customerNumber
        self.email = email
        self.amount = amount
        self.vat = vat
        self.sale = sale
        self.description = description
        self.merchantReference = merchantReference
        self.orderReference = orderReference
    }

    /// To be written with the capture or refund.
    package var entry: DocumentWrite { .put(Document(key: key, bytes: canonicalBytes)) }

    /// Orders wait in one list for all merchants, oldest operation first.
    package static let waiting = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: InvoiceShelf.wire, kind: "order")

    var key: DocumentKey { DocumentKey(Self.waiting, operation.bytes + merchant.bytes) }
}
