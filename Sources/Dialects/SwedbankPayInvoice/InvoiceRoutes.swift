import DialectKit
import HTTPTypes
import Invoicing
import Ledger
import PaymentCore

/// `/captures/{id}/invoicecopy`, and the same below reversals for the credit note: a PDF, or UBL for whoever asks for XML.
/// Source: wire/swedbank.md §3 and §13, "404 until produced".
struct InvoiceRoutes {
    let service: any PaymentService

    @Sendable func copy(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        guard let kind = Part(rawValue: call.name("part"))?.kind, kind == .capture || kind == .reversal else {
            throw .notFound
        }
        let transaction = try ReadRoutes.transaction(of: try desk.view(payment, details), call)
        guard transaction.kind == kind else { throw .notFound }
        let found: Invoice?
        do { found = try InvoiceShelf(of: call.merchant).invoice(of: transaction.id, in: service) } catch {
            throw .unavailable(error)
        }
        guard let invoice = found else { throw .notFound }
        guard call.wantsXML else {
            return Answer(body: InvoicePDF(invoice).render(), mediaType: "application/pdf")
        }
        return Answer(body: UBLInvoice(invoice).render(), mediaType: "application/xml; charset=utf-8")
    }
}

extension Country {
    var invoiceCountry: InvoiceCountry {
        switch self {
        case .sweden: .sweden
        case .norway: .norway
        case .finland: .finland
        }
    }
}

extension InvoiceOrder {
    /// What a capture or a reversal asks the office for; nil for anything else, and while nobody is known to pay.
    init?(
        _ kind: Transaction.Kind, _ transaction: TransactionDetails, of amount: Money?, as operation: OperationID,
        _ payment: Payment, _ details: PaymentDetails, _ buyer: Buyer?
    ) {
        let invoiceKind: Invoice.Kind
        switch kind {
        case .capture: invoiceKind = .invoice
        case .reversal: invoiceKind = .creditNote
        case .authorization, .cancellation: return nil
        }
        guard let buyer, let amount else { return nil }
        let address = buyer.billingAddress
        self.init(
            merchant: payment.birth.merchant, payment: payment.id, operation: operation, kind: invoiceKind,
            account: details.payee, sellerName: details.payeeName ?? "Holdfast demo",
            country: details.country.invoiceCountry, language: details.language,
            buyer: PostalAddress(
                name: address.addressee, careOf: address.coAddress, street: address.streetAddress,
                zipCode: address.zipCode, city: address.city,
                country: (Country(code: address.countryCode) ?? details.country).invoiceCountry),
            customerNumber: buyer.customerNumber, email: buyer.email, amount: amount, vat: transaction.vatAmount,
            sale: transaction.sale, description: transaction.description,
            merchantReference: transaction.receiptReference ?? transaction.payeeReference ?? "",
            orderReference: transaction.receiptReference)
    }
}
