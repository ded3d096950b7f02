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

    /// What stands beside the figures of a line, or goes on below them: a piece that fits on a page, however long the text.
    struct Row {
        let text: String
        let isRemark: Bool
        /// Nil: the figures stand above.
        let line: Invoice.Line?
    }

    /// Lines of text in one row at most.
    private static let rowLimit = 12

    func rows(of line: Invoice.Line, on paper: PDFPaper) -> [Row] {
        let texts = paper.pieces(of: line.text, width: widthOfText, PDFPaper.Font(), lines: Self.rowLimit)
        let remarks = line.remark.map {
            paper.pieces(of: $0, width: widthOfText, Self.remarkFont, lines: Self.rowLimit)
        }
        return texts.enumerated().map { Row(text: $0.element, isRemark: false, line: $0.offset == 0 ? line : nil) }
            + (remarks ?? []).map { Row(text: $0, isRemark: true, line: nil) }
    }

    func height(of row: Row, on paper: PDFPaper) -> Double {
        paper.height(of: row.text, width: widthOfText, font(of: row)) + (row.line == nil ? 0 : 6)
    }

    /// Figures stand above, so whatever goes on moves up to them. Returns where the next row may begin.
    func write(_ row: Row, on paper: PDFPaper, at y: Double) -> Double {
        let top = row.line == nil ? y - 6 : y
        paper.write(row.text, x: left, y: top, width: widthOfText, font(of: row))
        if let line = row.line {
            let figures = [
                line.gross < 0 ? "\u{2212}1" : "1", amount(Int64(clamping: line.net.magnitude)),
                words.percent(line.rate), amount(line.gross),
            ]
            write(figures, on: paper, at: y, PDFPaper.Font())
        }
        return y + height(of: row, on: paper)
    }

    private func font(of row: Row) -> PDFPaper.Font { row.isRemark ? Self.remarkFont : PDFPaper.Font() }

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
