import Ledger
import PaymentCore
import TestWorld

@testable import Invoicing

/// Orders and invoices in short.
enum InvoiceStory {
    static func rate(_ hundredths: Int64) -> VATRate {
        guard let rate = VATRate(hundredths: hundredths) else { preconditionFailure("no rate: \(hundredths)") }
        return rate
    }

    /// Rows of (rate, gross, tax).
    static func sale(_ rows: [(Int64, Int64, Int64)], items: [Int64]? = nil) -> Sale {
        Sale(
            items: (items ?? rows.map(\.1)).enumerated().map {
                Sale.Item(text: "thing \($0.offset + 1)", gross: $0.element)
            },
            rows: rows.map { Sale.Row(rate: rate($0.0), gross: $0.1, vat: $0.2) })
    }

    static func order(
        _ sale: Sale, kind: Invoice.Kind = .invoice, gross: Int64? = nil, vat: Int64? = nil,
        payment: PaymentID = Shop.payment(1), operation: OperationID = Shop.operation(1),
        country: InvoiceCountry = .sweden, email: String? = "azra@example.com"
    ) -> InvoiceOrder {
        InvoiceOrder(
            merchant: Shop.merchant, payment: payment, operation: operation, kind: kind, account: "payee",
            sellerName: "Testhandeln", country: country, language: "sv-SE",
            buyer: PostalAddress(
                name: "Azra", street: "Helgestavägen 9", zipCode: "19792", city: "Bro", country: country),
            customerNumber: "7", email: email,
            amount: Money(minorUnits: gross ?? sale.rows.reduce(0) { $0 + $1.gross }, currency: Money.nok(0).currency),
            vat: vat ?? sale.rows.reduce(0) { $0 + $1.vat }, sale: sale, description: "goods", merchantReference: "R-1",
            orderReference: nil)
    }

    static func invoice(_ order: InvoiceOrder, number: Int64 = 100_001, after earlier: [Invoice] = []) -> Invoice {
        Invoice(
            order, number: number, seller: .example(in: order.country, called: "Testhandeln"), at: Shop.opening,
            after: earlier)
    }
}
