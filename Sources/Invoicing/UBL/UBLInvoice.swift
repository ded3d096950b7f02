import Ledger

/// An invoice or a credit note as UBL 2.1, by EN 16931 and Peppol BIS Billing 3.0; elements stand in the order of the
/// schema. Source: wire/swedbank.md §11.1.
package struct UBLInvoice {
    let invoice: Invoice
    let words: InvoiceWords

    package init(_ invoice: Invoice) {
        self.invoice = invoice
        words = InvoiceWords(invoice.order.language)
    }

    private var isCredit: Bool { invoice.kind == .creditNote }
    private var root: String { isCredit ? "CreditNote" : "Invoice" }

    package func render() -> [UInt8] {
        var xml = XMLElements()
        let names = "urn:oasis:names:specification:ubl:schema:xsd:"
        xml.group(
            root,
            [
                ("xmlns", "\(names)\(root)-2"), ("xmlns:cac", "\(names)CommonAggregateComponents-2"),
                ("xmlns:cbc", "\(names)CommonBasicComponents-2"),
            ]
        ) { xml in
            writeHead(to: &xml)
            let parties = UBLParties(invoice: invoice)
            parties.writeSeller(to: &xml)
            parties.writeBuyer(to: &xml)
            xml.group("cac:Delivery") { $0.element("cbc:ActualDeliveryDate", invoice.issued.iso) }
            writePayment(to: &xml)
            writeTax(to: &xml)
            writeTotals(to: &xml)
            for (place, line) in invoice.lines.enumerated() { write(line, place + 1, to: &xml) }
        }
        return Array(xml.text.utf8)
    }

    private func writeHead(to xml: inout XMLElements) {
        xml.element(
            "cbc:CustomizationID",
            "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0")
        xml.element("cbc:ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
        xml.element("cbc:ID", String(invoice.number))
        xml.element("cbc:IssueDate", invoice.issued.iso)
        if !isCredit { xml.element("cbc:DueDate", invoice.due?.iso) }
        xml.element("cbc:\(root)TypeCode", isCredit ? "381" : "380")
        xml.element("cbc:Note", invoice.order.description)
        xml.element("cbc:DocumentCurrencyCode", invoice.currency.code)
        xml.element("cbc:BuyerReference", invoice.order.merchantReference)
        xml.group("cac:OrderReference") { $0.element("cbc:ID", invoice.order.orderReference) }
        for credit in invoice.credits {
            xml.group("cac:BillingReference") { xml in
                xml.group("cac:InvoiceDocumentReference") {
                    $0.element("cbc:ID", String(credit.invoice))
                    $0.element("cbc:IssueDate", credit.issued.iso)
                }
            }
        }
    }

    private func writePayment(to xml: inout XMLElements) {
        xml.group("cac:PaymentMeans") { xml in
            xml.element("cbc:PaymentMeansCode", "30")
            xml.element("cbc:PaymentID", invoice.reference)
            xml.group("cac:PayeeFinancialAccount") { xml in
                let digits = { (text: String) in text.filter { $0.isNumber || $0.isLetter } }
                var branch: String?
                switch invoice.seller.account {
                case .bankgiro(let number):
                    xml.element("cbc:ID", digits(number))
                    branch = "SE:BANKGIRO"
                case .plusgiro(let number):
                    xml.element("cbc:ID", digits(number))
                    branch = "SE:PLUSGIRO"
                case .norwegian(let number): xml.element("cbc:ID", digits(number))
                case .iban(let number, let bic):
                    xml.element("cbc:ID", digits(number))
                    branch = bic
                }
                xml.group("cac:FinancialInstitutionBranch") { $0.element("cbc:ID", branch) }
            }
        }
        guard !isCredit else { return }
        xml.group("cac:PaymentTerms") {
            $0.element("cbc:Note", "\(words.terms(days: invoice.seller.dueDays)) \(words.lateInterest)")
        }
    }

    private func writeTax(to xml: inout XMLElements) {
        xml.group("cac:TaxTotal") { xml in
            write("cbc:TaxAmount", invoice.vat, to: &xml)
            for row in invoice.rows {
                xml.group("cac:TaxSubtotal") { xml in
                    write("cbc:TaxableAmount", row.net, to: &xml)
                    write("cbc:TaxAmount", row.vat, to: &xml)
                    writeCategory("cac:TaxCategory", row.rate, saysWhy: true, to: &xml)
                }
            }
        }
    }

    private func writeTotals(to xml: inout XMLElements) {
        xml.group("cac:LegalMonetaryTotal") { xml in
            write("cbc:LineExtensionAmount", invoice.lines.map(\.net).heldSum, to: &xml)
            write("cbc:TaxExclusiveAmount", invoice.net, to: &xml)
            write("cbc:TaxInclusiveAmount", [invoice.net, invoice.vat].heldSum, to: &xml)
            if invoice.rounding != 0 { write("cbc:PayableRoundingAmount", invoice.rounding, to: &xml) }
            write("cbc:PayableAmount", invoice.payable, to: &xml)
        }
    }

    /// A discount is one thing less at a price above zero: no price may be below it (BR-27).
    private func write(_ line: Invoice.Line, _ number: Int, to xml: inout XMLElements) {
        xml.group("cac:\(root)Line") { xml in
            xml.element("cbc:ID", String(number))
            xml.element(
                "cbc:\(isCredit ? "Credited" : "Invoiced")Quantity", line.net < 0 ? "-1" : "1", [("unitCode", "C62")])
            write("cbc:LineExtensionAmount", line.net, to: &xml)
            xml.group("cac:Item") { xml in
                xml.element("cbc:Description", line.remark)
                let isBlank = line.text.allSatisfy(\.isWhitespace)
                xml.element("cbc:Name", isBlank ? words.summary(of: line.rate) : line.text)
                writeCategory("cac:ClassifiedTaxCategory", line.rate, saysWhy: false, to: &xml)
            }
            xml.group("cac:Price") { write("cbc:PriceAmount", Int64(clamping: line.net.magnitude), to: &$0) }
        }
    }

    /// Without tax it is exempt, and the summary says why.
    private func writeCategory(_ name: String, _ rate: VATRate, saysWhy: Bool, to xml: inout XMLElements) {
        xml.group(name) { xml in
            xml.element("cbc:ID", rate.isZero ? "E" : "S")
            xml.element("cbc:Percent", rate.percent)
            if saysWhy, rate.isZero { xml.element("cbc:TaxExemptionReason", words.exempt) }
            xml.group("cac:TaxScheme") { $0.element("cbc:ID", "VAT") }
        }
    }

    private func write(_ name: String, _ minorUnits: Int64, to xml: inout XMLElements) {
        xml.element(name, invoice.currency.decimal(minorUnits), [("currencyID", invoice.currency.code)])
    }
}
