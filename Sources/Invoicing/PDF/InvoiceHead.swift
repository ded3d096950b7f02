/// The top of a page: who sends it, what it is, whom it is for.
struct InvoiceHead {
    let invoice: Invoice
    let words: InvoiceWords
    let left: Double
    let right: Double

    private var middle: Double { left + 265 }
    private var title: String { invoice.kind == .invoice ? words.invoice : words.creditNote }

    /// Returns where the lines may begin.
    func write(on paper: PDFPaper) -> Double {
        paper.write(invoice.seller.name, x: left, y: 46, width: 250, PDFPaper.Font(size: 17, isBold: true))
        paper.write(title, x: middle, y: 44, width: right - middle, PDFPaper.Font(size: 20, isBold: true))
        var y = 78.0
        for (name, value) in facts {
            paper.write(name, x: middle, y: y, width: 108, PDFPaper.Font(grey: 0.35))
            y += max(14, paper.write(value, x: middle + 112, y: y, width: right - middle - 112) + 3)
        }
        // Where the window of an envelope is.
        paper.write(address, x: left, y: 132, width: 235, PDFPaper.Font(size: 10.5))
        return max(y, 222) + 14
    }

    /// On the pages that follow the first.
    func writeShort(on paper: PDFPaper) -> Double {
        paper.write(invoice.seller.name, x: left, y: 48, width: 250, PDFPaper.Font(size: 11, isBold: true))
        paper.write(
            "\(title) \(invoice.number)", x: middle, y: 48, width: right - middle,
            PDFPaper.Font(size: 11, isBold: true),
            .right)
        return 78
    }

    private var address: [String] {
        let buyer = invoice.order.buyer
        return [
            buyer.name, buyer.careOf.map { "c/o " + $0 }, buyer.street, "\(buyer.zipCode) \(buyer.city)",
            buyer.country == invoice.seller.address.country ? nil : buyer.country.code,
        ].compactMap(\.self)
    }

    private var facts: [(name: String, value: String)] {
        var facts = [(words.number, String(invoice.number)), (words.issued, invoice.issued.iso)]
        if let due = invoice.due { facts.append((words.due, due.iso)) }
        if invoice.kind == .invoice { facts.append((words.delivered, invoice.issued.iso)) }
        // Norwegian invoices tell where, too. Source: wire/swedbank.md §10.2.
        if invoice.kind == .invoice, invoice.country == .norway {
            facts.append((words.deliveredTo, invoice.order.buyer.city))
        }
        for credit in invoice.credits { facts.append((words.credited, "\(credit.invoice) (\(credit.issued.iso))")) }
        if invoice.kind == .invoice { facts.append((words.reference(in: invoice.country), invoice.printedReference)) }
        if let number = invoice.order.customerNumber { facts.append((words.customerNumber, number)) }
        facts.append((words.merchantReference, invoice.order.merchantReference))
        return facts
    }

}

extension Invoice {
    /// As people read it: in Finland in groups of five from the right. Source: wire/swedbank.md §10.4.
    var printedReference: String {
        guard country == .finland else { return reference }
        var groups: [Substring] = []
        var rest = reference[...]
        while !rest.isEmpty {
            groups.insert(rest.suffix(5), at: 0)
            rest = rest.dropLast(5)
        }
        return groups.joined(separator: " ")
    }
}
