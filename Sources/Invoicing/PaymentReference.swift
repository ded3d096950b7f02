/// The reference that a payer gives with the payment, by which the ledger finds the invoice.
package enum PaymentReference {
    /// A Swedish OCR of fixed form: how many digits the ledger has, the ledger, the invoice, how many digits there are in
    /// all (mod 10), and Luhn's digit. Source: wire/swedbank.md §10.5, "SE OCR".
    package static func ocr(ledger: String, invoice: Int64) -> String {
        withLengthDigit("\(ledger.utf8.count % 10)\(ledger)\(padded(invoice))")
    }

    /// `digits`, their length with two more (mod 10), and Luhn's digit. Source: wire/swedbank.md §10.4.
    package static func withLengthDigit(_ digits: String) -> String {
        checked(digits + String((digits.utf8.count + 2) % 10), CheckDigits.luhn)
    }

    /// A Norwegian KID. Where mod 11 has no digit a hyphen stands for it. Source: wire/swedbank.md §10.4.
    package static func kid(ledger: String, invoice: Int64, usesMod11: Bool) -> String {
        let base = ledger + padded(invoice)
        guard usesMod11 else { return checked(base, CheckDigits.luhn) }
        return base + (CheckDigits.mod11(base).map(String.init) ?? "-")
    }

    /// A Finnish viitenumero. Source: wire/swedbank.md §10.5, "FI 13 digits".
    package static func finnish(ledger: String, invoice: Int64) -> String {
        checked("\(ledger.utf8.count % 10)\(ledger)\(padded(invoice))", CheckDigits.finnish)
    }

    /// The same for the whole of Europe: `RF`, two digits, and the reference. Source: ISO 11649; wire/swedbank.md §10.4.
    package static func international(_ reference: String) -> String {
        let check = 98 - (CheckDigits.mod97(reference + "RF00") ?? 0)
        return "RF\(check < 10 ? "0" : "")\(check)\(reference)"
    }

    /// The reference of an invoice, as its country has them.
    static func of(_ invoice: Int64, _ seller: Seller, in country: InvoiceCountry) -> String {
        switch country {
        case .sweden: ocr(ledger: seller.ledger, invoice: invoice)
        case .norway: kid(ledger: seller.ledger, invoice: invoice, usesMod11: seller.usesMod11)
        case .finland: finnish(ledger: seller.ledger, invoice: invoice)
        }
    }

    /// Six digits at least.
    private static func padded(_ invoice: Int64) -> String {
        let digits = String(invoice)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    private static func checked(_ base: String, _ digit: (String) -> Int?) -> String {
        guard let check = digit(base) else { preconditionFailure("a ledger has digits alone") }
        return base + String(check)
    }
}
