import Ledger

/// What it comes to, the tax under each rate, and how it is paid.
struct InvoiceTotals {
    let invoice: Invoice
    let words: InvoiceWords
    let left: Double
    let right: Double

    func write(on paper: PDFPaper, at y: Double) {
        paper.line(y: y, from: left, to: right, thickness: 0.8, grey: 0)
        let end = max(writeRates(on: paper, at: y + 10), writeSums(on: paper, at: y + 10))
        writePayment(on: paper, at: end + 18)
    }

    /// Source: wire/swedbank.md §10.1, "taxable amount per rate".
    private func writeRates(on paper: PDFPaper, at start: Double) -> Double {
        let ends = [left + 45, left + 150, left + 225]
        let head = PDFPaper.Font(size: 8, isBold: true)
        paper.write(words.taxSummary, x: left, y: start, width: 225, head)
        var y = start + 14
        func write(_ texts: [String], _ font: PDFPaper.Font) {
            for (text, end) in zip(texts, ends) { paper.write(text, x: end - 100, y: y, width: 100, font, .right) }
        }
        write([words.rate, words.taxable, words.tax], PDFPaper.Font(size: 8, grey: 0.35))
        y += 13
        for row in invoice.rows {
            write([words.percent(row.rate), amount(row.net), amount(row.vat)], PDFPaper.Font(size: 8.5))
            y += 12
        }
        if invoice.rows.contains(where: \.rate.isZero) {
            y += paper.write(
                "0 %: \(words.exempt)", x: left, y: y + 1, width: 225, PDFPaper.Font(size: 7.5, grey: 0.35))
        }
        return y
    }

    private func writeSums(on paper: PDFPaper, at start: Double) -> Double {
        var y = start
        let begin = right - 215
        // Inside the box that is drawn around the last of them.
        let end = right - 8
        func write(_ name: String, _ value: String, _ font: PDFPaper.Font, _ height: Double) {
            paper.write(name, x: begin, y: y, width: 110, font)
            paper.write(value, x: end - 125, y: y, width: 125, font, .right)
            y += height
        }
        write(words.net, amount(invoice.net), PDFPaper.Font(), 14)
        write(words.tax, amount(invoice.vat), PDFPaper.Font(), 14)
        if invoice.rounding != 0 { write(words.rounding, amount(invoice.rounding), PDFPaper.Font(), 14) }
        y += 4
        paper.fill(x: begin - 8, y: y - 5, width: right - begin + 8, height: 25, grey: 0.92)
        let total = "\(invoice.currency.code) \(amount(invoice.payable))"
        write(
            invoice.kind == .invoice ? words.toPay : words.toGetBack, total, PDFPaper.Font(size: 12, isBold: true), 26)
        return y
    }

    private func writePayment(on paper: PDFPaper, at start: Double) {
        guard invoice.kind == .invoice, let due = invoice.due else {
            paper.write(words.nothingToPay, x: left, y: start, width: right - left)
            return
        }
        paper.fill(x: left, y: start, width: right - left, height: 66, grey: 0.96)
        let account = invoice.seller.account.printed(words)
        let cells = [
            (words.due, due.iso), (account.name, account.number),
            (words.reference(in: invoice.country), invoice.printedReference),
            (words.toPay, "\(invoice.currency.code) \(amount(invoice.payable))"),
        ]
        // An IBAN needs most, and stands on one line.
        var x = left + 12
        for (cell, share) in zip(cells, [0.18, 0.34, 0.26, 0.22]) {
            let width = (right - left - 24) * share
            paper.write(cell.0, x: x, y: start + 8, width: width - 6, PDFPaper.Font(size: 8, grey: 0.35))
            paper.write(cell.1, x: x, y: start + 20, width: width - 6, PDFPaper.Font(size: 10, isBold: true))
            x += width
        }
        paper.write(
            "\(words.payee): \(invoice.seller.legalName)\(bic)", x: left + 12, y: start + 47, width: right - left - 24,
            PDFPaper.Font(size: 8.5))
        let notes = [
            words.onlyThisReference(in: invoice.country), words.terms(days: invoice.seller.dueDays), words.lateInterest,
        ]
        paper.write(
            notes.joined(separator: " "), x: left, y: start + 74, width: right - left,
            PDFPaper.Font(size: 8, grey: 0.25))
    }

    /// In Finland also the reference that the rest of Europe reads.
    private var bic: String {
        guard case .iban(_, let bic) = invoice.seller.account else { return "" }
        let reference = PaymentReference.international(invoice.reference)
        return (bic.map { ", BIC \($0)" } ?? "") + ", \(reference)"
    }

    private func amount(_ minorUnits: Int64) -> String {
        words.amount(minorUnits, decimals: invoice.currency.exponent)
    }
}
