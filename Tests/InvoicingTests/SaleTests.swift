import Invoicing
import Testing

@Suite("What was sold, and its tax")
struct SaleTests {
    @Test(
        "the tax in an amount is rounded half away from zero",
        arguments: [
            (12_500, 2_500, 2_500), (1_000, 0, 0), (1, 2_500, 0), (3, 2_500, 1), (-12_500, 2_500, -2_500),
            (13_550, 2_550, 2_753), (1_000_000_000_000_000, 5_000, 333_333_333_333_333),
            (4_000_000_000_000_000, 2_500, 800_000_000_000_000), (-Int64.max, 2_500, -1_844_674_407_370_955_161),
        ] as [(Int64, Int64, Int64)])
    func included(_ gross: Int64, _ hundredths: Int64, _ vat: Int64) throws {
        #expect(try #require(VATRate(hundredths: hundredths)).included(in: gross) == vat)
    }

    @Test(
        "a rate is spelled as people write it", arguments: [(2_500, "25"), (2_550, "25.5"), (1_305, "13.05"), (0, "0")])
    func percent(_ hundredths: Int64, _ text: String) throws {
        #expect(try #require(VATRate(hundredths: hundredths)).percent == text)
    }

    @Test("a rate lies between none and a half", arguments: [-1, 5_001, Int64.min, Int64.max])
    func limits(_ hundredths: Int64) {
        #expect(VATRate(hundredths: hundredths) == nil)
    }

    @Test("the sale of the seed adds up")
    func adds() throws {
        #expect(try seed().faults(gross: 13_500, vat: 2_500).isEmpty)
    }

    @Test("rows of one rate come together, the highest rate first")
    func together() throws {
        var sale = try seed()
        sale.rows.append(Sale.Row(rate: .zero, gross: 250, vat: 0))
        #expect(sale.ratesTogether.map(\.rate.hundredths) == [2_500, 0])
        #expect(sale.ratesTogether.map(\.gross) == [12_500, 1_250])
    }

    @Test("each thing that does not add up is told")
    func faults() throws {
        let sale = try seed()
        #expect(sale.faults(gross: 13_501, vat: 2_500) == [.itemsDoNotAddUp, .rowsDoNotAddUp])
        #expect(sale.faults(gross: 13_500, vat: 2_499) == [.vatDoesNotAddUp])
        var untaxed = sale
        untaxed.rows[1] = Sale.Row(rate: .zero, gross: 1_000, vat: 1)
        #expect(untaxed.faults(gross: 13_500, vat: 2_501) == [.vatIsNotOfItsRate(row: 1)])
        var negative = sale
        negative.items.append(Sale.Item(text: "discount", gross: -1_500))
        negative.rows.append(Sale.Row(rate: .zero, gross: -1_500, vat: 0))
        #expect(negative.faults(gross: 12_000, vat: 2_500) == [.rateBelowZero])
    }

    @Test("a row may stand for as many roundings as there are lines, and for no more")
    func tolerance() throws {
        let rate = try #require(VATRate(hundredths: 2_500))
        func faults(off: Int64) -> [Sale.Fault] {
            let items = [Sale.Item(text: "a", gross: 600), Sale.Item(text: "b", gross: 400)]
            return Sale(items: items, rows: [Sale.Row(rate: rate, gross: 1_000, vat: 200 + off)])
                .faults(gross: 1_000, vat: 200 + off)
        }
        #expect(faults(off: 2).isEmpty)
        #expect(faults(off: -2).isEmpty)
        #expect(faults(off: 3) == [.vatIsNotOfItsRate(row: 0)])
    }

    private func seed() throws -> Sale {
        let rate = try #require(VATRate(hundredths: 2_500))
        return Sale(
            items: [
                Sale.Item(text: "item description 1", gross: 12_500),
                Sale.Item(text: "item description 2", gross: 1_000),
            ],
            rows: [Sale.Row(rate: rate, gross: 12_500, vat: 2_500), Sale.Row(rate: .zero, gross: 1_000, vat: 0)])
    }
}
