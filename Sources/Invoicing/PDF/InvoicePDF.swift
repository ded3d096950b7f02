/// An invoice on paper: one page for most, more where there are many lines, with totals carried over.
package struct InvoicePDF {
    let invoice: Invoice
    let words: InvoiceWords

    private static let left = 50.0
    private static let right = PDFPaper.width - 50
    /// Where the lines have to end on a page that another follows, and on the last.
    private static let bottom = 735.0
    private static let bottomOfLast = 530.0

    package init(_ invoice: Invoice) {
        self.invoice = invoice
        words = InvoiceWords(invoice.order.language)
    }

    package func render() -> [UInt8] {
        let title = "\(invoice.kind == .invoice ? words.invoice : words.creditNote) \(invoice.number)"
        // Drawn twice: the first time tells how many pages there are.
        let pages = draw(PDFPaper(title: title, author: invoice.seller.legalName, on: invoice.issued), of: 1)
        let paper = PDFPaper(title: title, author: invoice.seller.legalName, on: invoice.issued)
        _ = draw(paper, of: pages)
        return paper.finished()
    }

    /// Returns the number of pages.
    private func draw(_ paper: PDFPaper, of pages: Int) -> Int {
        let head = InvoiceHead(invoice: invoice, words: words, left: Self.left, right: Self.right)
        let table = InvoiceTable(invoice: invoice, words: words, left: Self.left, right: Self.right)
        var page = 1
        var y = table.writeHeading(on: paper, at: head.write(on: paper))
        var (net, gross): (Int64, Int64) = (0, 0)
        func turn() {
            table.writeCarried(net, gross, on: paper, at: y)
            writeFoot(on: paper, page, of: pages)
            paper.endPage()
            page += 1
            y = table.writeHeading(on: paper, at: head.writeShort(on: paper))
            y = table.writeCarried(net, gross, on: paper, at: y)
        }
        for row in invoice.lines.flatMap({ table.rows(of: $0, on: paper) }) {
            if y + table.height(of: row, on: paper) > Self.bottom { turn() }
            y = table.write(row, on: paper, at: y)
            net = [net, row.line?.net ?? 0].heldSum
            gross = [gross, row.line?.gross ?? 0].heldSum
        }
        if y > Self.bottomOfLast { turn() }
        InvoiceTotals(invoice: invoice, words: words, left: Self.left, right: Self.right).write(on: paper, at: y + 8)
        writeFoot(on: paper, page, of: pages)
        paper.endPage()
        return page
    }

    /// Who the seller is, at the end of every page.
    private func writeFoot(on paper: PDFPaper, _ page: Int, of pages: Int) {
        let seller = invoice.seller
        let font = PDFPaper.Font(size: 7.5, grey: 0.25)
        let width = (Self.right - Self.left - 30) / 3
        paper.line(y: 762, from: Self.left, to: Self.right)
        let street = seller.address.street.map { $0 + ", " } ?? ""
        let place = "\(street)\(seller.address.zipCode) \(seller.address.city), \(seller.address.country.code)"
        let contact = [seller.email, seller.phone, seller.website].compactMap(\.self).joined(separator: ", ")
        let columns = [
            [seller.legalName, place],
            ["\(words.organisationNumber) \(organisationNumber)", "\(words.vatNumber) \(seller.vatNumber)"],
            [
                seller.registeredOffice.map { "\(words.office) \($0)" } ?? "",
                InvoiceWords.registerMark(in: invoice.country) ?? "",
            ].filter { !$0.isEmpty },
        ]
        for (column, texts) in columns.enumerated() {
            paper.write(texts, x: Self.left + Double(column) * (width + 15), y: 768, width: width, font)
        }
        paper.write(contact, x: Self.left, y: 792, width: width * 2, font)
        paper.write("\(words.page) \(page)/\(pages)", x: Self.right - width, y: 792, width: width, font, .right)
    }

    /// With the letters that a seller who is registered for tax writes behind it. Source: wire/swedbank.md §10.2.
    private var organisationNumber: String {
        let number = invoice.seller.organisationNumber
        switch invoice.country {
        case .sweden: return number.count == 10 ? "\(number.prefix(6))-\(number.suffix(4))" : number
        case .norway: return number + " MVA"
        case .finland: return number
        }
    }
}
