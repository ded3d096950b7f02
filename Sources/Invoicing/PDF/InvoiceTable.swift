import Ledger

/// What was sold, line by line.
struct InvoiceTable {
    let invoice: Invoice
    let words: InvoiceWords
    let left: Double
    let right: Double

    private static let remarkFont = PDFPaper.Font(size: 8, grey: 0.35)
    private var widthOfText: Double { right - left - 285 }

    /// Where the columns of figures end, and how wide each is.
    private var columns: [(end: Double, width: Double)] {
        [(right - 235, 45), (right - 145, 90), (right - 105, 40), (right, 105)]
    }

    /// Returns where the first line may begin.
    func writeHeading(on paper: PDFPaper, at y: Double) -> Double {
        let font = PDFPaper.Font(size: 8, isBold: true)
        paper.write(words.item, x: left, y: y, width: widthOfText, font)
        write([words.quantity, words.unitPrice, words.rate, words.gross], on: paper, at: y, font)
        paper.line(y: y + 14, from: left, to: right, thickness: 0.8, grey: 0)
        return y + 20
    }

    func height(of line: Invoice.Line, on paper: PDFPaper) -> Double {
        let text = paper.height(of: line.text, width: widthOfText)
        let remark = line.remark.map { paper.height(of: $0, width: widthOfText, Self.remarkFont) } ?? 0
        return text + remark + 6
    }

    func write(_ line: Invoice.Line, on paper: PDFPaper, at y: Double) -> Double {
        let height = paper.write(line.text, x: left, y: y, width: widthOfText)
        let figures = [
            line.gross < 0 ? "\u{2212}1" : "1", amount(abs(line.net)), words.percent(line.rate), amount(line.gross),
        ]
        write(figures, on: paper, at: y, PDFPaper.Font())
        if let remark = line.remark {
            paper.write(remark, x: left, y: y + height, width: widthOfText, Self.remarkFont)
        }
        return y + self.height(of: line, on: paper)
    }

    /// What the pages so far come to. Returns where the next line may begin.
    @discardableResult
    func writeCarried(_ net: Int64, _ gross: Int64, on paper: PDFPaper, at y: Double) -> Double {
        let font = PDFPaper.Font(size: 8.5, isBold: true, grey: 0.25)
        paper.write(words.carried, x: left, y: y, width: widthOfText, font)
        write(["", amount(net), "", amount(gross)], on: paper, at: y, font)
        return y + 18
    }

    private func write(_ figures: [String], on paper: PDFPaper, at y: Double, _ font: PDFPaper.Font) {
        for (text, column) in zip(figures, columns) {
            paper.write(text, x: column.end - column.width, y: y, width: column.width, font, .right)
        }
    }

    private func amount(_ minorUnits: Int64) -> String {
        words.amount(minorUnits, decimals: invoice.currency.exponent)
    }
}
