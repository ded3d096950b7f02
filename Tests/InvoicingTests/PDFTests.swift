import TestWorld
import Testing

@testable import Invoicing

@Suite("Invoices on paper")
struct PDFTests {
    @Test("a text that is longer than a page goes on over pages, and none of it is lost")
    func long() {
        let words = (0..<2_000).map { "ord\($0)" }
        let paper = PDFPaper(title: "t", author: "a", on: CalendarDay(year: 2026, month: 11, day: 27))
        let pieces = paper.pieces(of: words.joined(separator: " "), width: 200, PDFPaper.Font(), lines: 12)
        #expect(pieces.count > 20)
        #expect(pieces.joined().split(separator: " ").map(String.init) == words)
        #expect(pieces.allSatisfy { paper.height(of: $0, width: 200) < 200 })
        #expect(paper.pieces(of: "short", width: 200, PDFPaper.Font(), lines: 12) == ["short"])
    }

    @Test(
        "a very long text runs on, whatever would break its lines, and is soon drawn", .timeLimit(.minutes(1)),
        arguments: ["a\u{2028}", "a\u{2029}", "a\u{85}", "a\n", "a"])
    func breaks(_ part: String) {
        let text = String(repeating: part, count: 100_000)
        let paper = PDFPaper(title: "t", author: "a", on: CalendarDay(year: 2026, month: 11, day: 27))
        let pieces = paper.pieces(of: text, width: 200, PDFPaper.Font(), lines: 12)
        #expect(pieces.count < 800)
        #expect(pieces.joined().count { $0 == "a" } == 100_000)
        let sale = Sale(
            items: [Sale.Item(text: text, gross: 100)],
            rows: [Sale.Row(rate: InvoiceStory.rate(2_500), gross: 100, vat: 20)])
        let pdf = InvoicePDF(InvoiceStory.invoice(InvoiceStory.order(sale))).render()
        #expect(pdf.starts(with: Array("%PDF-".utf8)))
    }

    @Test("a copy has the same bytes")
    func same() {
        let sale = Sale(
            items: [Sale.Item(text: String(repeating: "en lång text ", count: 3_000), gross: 100)],
            rows: [Sale.Row(rate: InvoiceStory.rate(2_500), gross: 100, vat: 20)])
        let invoice = InvoiceStory.invoice(InvoiceStory.order(sale))
        let pdf = InvoicePDF(invoice).render()
        #expect(pdf == InvoicePDF(invoice).render() && pdf.starts(with: Array("%PDF-".utf8)))
    }
}
