import PaymentCore
import TestWorld
import Testing

@testable import Invoicing

@Suite("Credit notes")
struct CreditTests {
    private let seed = InvoiceStory.invoice(
        InvoiceStory.order(InvoiceStory.sale([(2_500, 12_500, 2_500), (0, 1_000, 0)])))

    @Test("all that is left is taken back as it was invoiced")
    func all() {
        let credit = credit(13_500, 2_500, after: [seed])
        #expect(credit.rows == seed.rows)
        #expect(credit.credits == [Invoice.Credit(invoice: 100_001, issued: seed.issued, gross: 13_500)])
        #expect(credit.due == nil)
        #expect(credit.reference == seed.reference)
    }

    @Test("the tax tells which rate a part was under")
    func oneRate() {
        #expect(rows(5_000, 1_000, after: [seed]) == [row(2_500, 5_000, 1_000)])
        #expect(rows(500, 0, after: [seed]) == [row(0, 500, 0)])
    }

    @Test("of two rates there is one way to come to both sums")
    func twoRates() {
        #expect(rows(6_000, 1_000, after: [seed]) == [row(2_500, 5_000, 1_000), row(0, 1_000, 0)])
    }

    @Test("what fits no rate is taken back in proportion, with the merchant's own tax")
    func proportion() {
        let rows = rows(10_000, 7, after: [seed])
        #expect(rows.reduce(0) { $0 + $1.gross } == 10_000)
        #expect(rows.reduce(0) { $0 + $1.vat } == 7)
    }

    @Test("several invoices are credited, the oldest first, none for more than is left of it")
    func firstIn() {
        let second = InvoiceStory.invoice(
            InvoiceStory.order(InvoiceStory.sale([(2_500, 5_000, 1_000)])), number: 100_002)
        let first = credit(12_000, 2_400, after: [seed, second], number: 100_003)
        #expect(first.credits.map(\.invoice) == [100_001])
        let next = credit(3_000, 600, after: [seed, second, first], number: 100_004)
        #expect(next.credits.map(\.invoice) == [100_001, 100_002])
        #expect(next.credits.map(\.gross) == [1_500, 1_500])
    }

    @Test("after any credits, what is taken back is what was invoiced", arguments: 1...100)
    func conserved(_ seed: Int) {
        var numbers = SplitMix(seed: UInt64(seed))
        let sale = InvoiceStory.sale([(2_500, 12_500, 2_500), (1_200, 11_200, 1_200), (0, 1_000, 0)])
        var books = [InvoiceStory.invoice(InvoiceStory.order(sale))]
        var (gross, vat): (Int64, Int64) = (24_700, 3_700)
        while gross > 0 {
            let part = min(gross, Int64(numbers.next() % 9_000) + 1)
            let tax = part == gross ? vat : min(vat, part, Int64(numbers.next() % 1_500))
            books.append(credit(part, tax, after: books, number: Int64(100_001 + books.count)))
            (gross, vat) = (gross - part, vat - tax)
        }
        let credits = books.dropFirst()
        #expect(credits.flatMap(\.rows).reduce(0) { $0 + $1.gross } == 24_700)
        #expect(credits.flatMap(\.rows).reduce(0) { $0 + $1.vat } == 3_700)
        #expect(credits.flatMap(\.credits).reduce(0) { $0 + $1.gross } == 24_700)
    }

    private func row(_ rate: Int64, _ gross: Int64, _ vat: Int64) -> Sale.Row {
        Sale.Row(rate: InvoiceStory.rate(rate), gross: gross, vat: vat)
    }

    private func rows(_ gross: Int64, _ vat: Int64, after earlier: [Invoice]) -> [Sale.Row] {
        credit(gross, vat, after: earlier).rows
    }

    private func credit(
        _ gross: Int64, _ vat: Int64, after earlier: [Invoice], number: Int64 = 100_002
    ) -> Invoice {
        let order = InvoiceStory.order(Sale(items: [], rows: []), kind: .creditNote, gross: gross, vat: vat)
        return InvoiceStory.invoice(order, number: number, after: earlier)
    }
}
