package import Ledger
import PaymentCore

/// An invoice or a credit note as it was issued: everything that stands on it, so that a copy never differs.
package struct Invoice: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case invoice = 0
        case creditNote = 1
    }

    package let kind: Kind
    /// In one unbroken series for each merchant, credit notes among them.
    package let number: Int64
    package let order: InvoiceOrder
    package let seller: Seller
    package let issued: CalendarDay
    /// Credit notes are not paid: they have none.
    package let due: CalendarDay?
    /// What a payer gives with the payment; of a credit note the first invoice's that it credits.
    package let reference: String
    package let lines: [Line]
    /// One row for each rate, highest rate first.
    package let rows: [Sale.Row]
    /// What a credit note takes back, oldest invoice first.
    package let credits: [Credit]

    package init(
        kind: Kind, number: Int64, order: InvoiceOrder, seller: Seller, issued: CalendarDay, due: CalendarDay?,
        reference: String, lines: [Line], rows: [Sale.Row], credits: [Credit]
    ) {
        self.kind = kind
        self.number = number
        self.order = order
        self.seller = seller
        self.issued = issued
        self.due = due
        self.reference = reference
        self.lines = lines
        self.rows = rows
        self.credits = credits
    }

    /// One thing that was sold. Signed minor units.
    package struct Line: Hashable, Sendable {
        package let text: String
        /// What else there is to say: of a line that stands for several, what they were.
        package let remark: String?
        package let rate: VATRate
        package let gross: Int64
        package let net: Int64

        package init(text: String, remark: String? = nil, rate: VATRate, gross: Int64, net: Int64) {
            self.text = text
            self.remark = remark
            self.rate = rate
            self.gross = gross
            self.net = net
        }
    }

    /// How much of which invoice is taken back.
    package struct Credit: Hashable, Sendable {
        package let invoice: Int64
        package let issued: CalendarDay
        package let gross: Int64

        package init(invoice: Int64, issued: CalendarDay, gross: Int64) {
            self.invoice = invoice
            self.issued = issued
            self.gross = gross
        }
    }

    package var currency: Currency { order.amount.currency }
    package var country: InvoiceCountry { order.country }
    package var net: Int64 { rows.map(\.net).heldSum }
    package var vat: Int64 { rows.map(\.vat).heldSum }
    package var payable: Int64 { order.amount.minorUnits }
    /// What the merchant's amount is more than its rates; not zero only where nobody asked them to add up.
    package var rounding: Int64 { Int64(held: Int128(payable) - Int128(net) - Int128(vat)) }
}
