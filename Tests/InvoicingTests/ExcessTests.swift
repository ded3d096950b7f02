import Ledger
import TestWorld
import Testing

@testable import Invoicing

@Suite("Sales that are more than an invoice can hold")
struct ExcessTests {
    private static let most = Money.limit

    /// Sales that a request cannot bring: none of them may end the process, however an order of it came to be kept.
    private static let kept: [Sale] = [
        // Everything adds up, each row is of its rate but for a rounding, and under one rate are 0.01 of which 0.07 is net.
        InvoiceStory.sale(
            [
                (2_500, most, 199_999_999_999_997), (2_500, 1 - most, -200_000_000_000_003), (1_200, 1_000, 107),
            ]),
        InvoiceStory.sale([(2_500, most, 0), (2_500, most, 0)]),
        InvoiceStory.sale([(2_500, most, -most), (0, -most, most)]),
        InvoiceStory.sale([(2_500, 1, -most)], items: [most, 1 - most]),
        InvoiceStory.sale([(2_500, 0, -most)], items: [most, -most]),
        InvoiceStory.sale([(2_500, -1, most)], items: [-most, most - 1]),
        InvoiceStory.sale([(Int64, Int64, Int64)](repeating: (2_500, most, -most), count: 1_000)),
        InvoiceStory.sale([(Int64, Int64, Int64)](repeating: (2_500, -most, most), count: 1_000)),
        InvoiceStory.sale([(2_500, .max, .min), (1_200, .min, .max), (0, .max, .max)], items: [.max]),
    ]

    @Test("such a sale is known", arguments: kept)
    func known(_ sale: Sale) {
        #expect(!sale.excesses.isEmpty)
    }

    @Test("an order of it that was kept becomes an invoice and a credit note, on paper and as XML", arguments: kept)
    func drains(_ sale: Sale) {
        let invoice = InvoiceStory.invoice(InvoiceStory.order(sale, gross: 1_001, vat: 101))
        let told = InvoiceStory.order(sale, kind: .creditNote, gross: 1_001, vat: 101)
        let untold = InvoiceStory.order(Sale(items: [], rows: []), kind: .creditNote, gross: 500, vat: 100)
        let earlier = [Invoice](repeating: invoice, count: 12)
        for document in [invoice] + [told, untold].map({ InvoiceStory.invoice($0, number: 100_002, after: earlier) }) {
            let xml = String(decoding: UBLInvoice(document).render(), as: UTF8.self)
            #expect(xml.contains(document.kind == .invoice ? "PayableAmount currencyID=\"NOK\">10.01<" : "CreditNote"))
            #expect(InvoicePDF(document).render().starts(with: Array("%PDF-".utf8)))
        }
    }

    @Test("lines that are more than any amount without tax are told as one for each rate")
    func summary() {
        let lines = Allocation(Self.kept[0]) { "all \($0.percent)" }.lines
        #expect(lines.map(\.text) == ["all 25", "all 12"])
        #expect(lines.map(\.gross) == [1, 1_000])
        #expect(lines.map(\.net) == [7, 893])
    }

    @Test("lines under a rate below zero share its net without losing a unit")
    func belowZero() {
        let sale = InvoiceStory.sale([(2_500, -1_000, -200), (0, 5_000, 0)], items: [-333, -333, -334, 5_000])
        let nets = Allocation(sale) { "all \($0.percent)" }.lines.map(\.net)
        #expect(nets.dropLast().reduce(0, +) == -800)
        #expect(nets.allSatisfy { $0 == 5_000 || (-268...(-266)).contains($0) })
    }

    @Test(
        "what is too much is told, signs aside",
        arguments: [
            ([(2_500, most, 0)], nil, []),
            ([(0, 1, 0)], [most, 1], [.items]),
            ([(0, most, 0), (0, -1, 0)], [1], [.rows]),
            ([(2_500, 1, most), (1_200, 1, -1)], [1], [.vat]),
            ([(2_500, 100, 101)], nil, [.vatIsNoPart]),
            ([(2_500, 100, -1)], nil, [.vatIsNoPart]),
            ([(2_500, -100, -101)], nil, [.vatIsNoPart]),
            ([(2_500, -100, 1)], nil, [.vatIsNoPart]),
            ([(2_500, -100, -100), (1_200, 100, 100)], nil, []),
            // Three lines that were rounded on their own, and a discount of all of it.
            ([(2_500, 33, 7), (2_500, 33, 7), (2_500, -66, -13)], nil, []),
        ] as [([(Int64, Int64, Int64)], [Int64]?, [Sale.Excess])])
    func excesses(_ rows: [(Int64, Int64, Int64)], _ items: [Int64]?, _ excesses: [Sale.Excess]) {
        #expect(InvoiceStory.sale(rows, items: items).excesses == excesses)
    }
}
