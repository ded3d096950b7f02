import PaymentCore
import TestWorld
import Testing

@testable import Invoicing

@Suite("Lines under their rates")
struct AllocationTests {
    @Test("the sale of the seed: each line finds the rate that it adds up to")
    func seed() {
        let lines = allocated(InvoiceStory.sale([(2_500, 12_500, 2_500), (0, 1_000, 0)]))
        #expect(lines.map(\.rate.hundredths) == [2_500, 0])
        #expect(lines.map(\.net) == [10_000, 1_000])
    }

    @Test("lines of one rate share its net without losing a unit")
    func shares() {
        let items = [Int64](repeating: 333, count: 3) + [1]
        let lines = allocated(InvoiceStory.sale([(2_500, 1_000, 200)], items: items))
        #expect(lines.reduce(0) { $0 + $1.net } == 800)
        #expect(lines.map(\.net).max() == 267)
    }

    @Test("a discount comes off its own rate")
    func discount() {
        let sale = InvoiceStory.sale([(2_500, 9_000, 1_800), (600, 1_060, 60)], items: [10_000, 1_060, -1_000])
        let lines = allocated(sale)
        #expect(lines.map(\.rate.hundredths) == [2_500, 600, 2_500])
        #expect(lines.map(\.net) == [8_000, 1_000, -800])
    }

    @Test("where lines cannot be told apart, one line stands for each rate and names them")
    func summary() {
        let lines = allocated(InvoiceStory.sale([(2_500, 5_000, 1_000), (0, 5_000, 0)], items: [10_000]))
        #expect(lines.map(\.net) == [4_000, 5_000])
        #expect(lines.map(\.text) == ["all 25", "all 0"])
        #expect(lines.allSatisfy { $0.remark == "thing 1" })
    }

    @Test("a row for each line, as shop plugins send them, tells the rate of each")
    func told() {
        let rows: [(Int64, Int64, Int64)] = [(2_500, 1_000, 200), (600, 1_000, 57), (2_500, -500, -100), (0, 1_000, 0)]
        let lines = allocated(InvoiceStory.sale(rows))
        #expect(lines.map(\.rate.hundredths) == [2_500, 600, 2_500, 0])
        #expect(lines.map(\.gross) == rows.map(\.1))
        #expect(lines.reduce(0) { $0 + $1.net } == 2_500 - 157)
    }

    @Test("a thousand lines that fit nowhere are given up, and come out whole all the same", .timeLimit(.minutes(1)))
    func limit() {
        let items = [Int64](repeating: 1_000, count: 998) + [1, 1]
        let lines = allocated(InvoiceStory.sale([(2_500, 500_001, 100_000), (0, 498_001, 0)], items: items))
        #expect(lines.reduce(0) { $0 + $1.gross } == 998_002)
    }

    @Test("whatever is sold, the nets under each rate are its net", arguments: 1...200)
    func random(_ seed: Int) {
        var numbers = SplitMix(seed: UInt64(seed))
        var rows: [(Int64, Int64, Int64)] = []
        var items: [Int64] = []
        for rate in [2_500, 1_200, 600, 0].prefix(Int(numbers.next() % 4) + 1) as ArraySlice<Int64> {
            let lines = (0..<(numbers.next() % 5 + 1)).map { _ in Int64(numbers.next() % 100_000) + 1 }
            let gross = lines.reduce(0, +)
            rows.append((rate, gross, InvoiceStory.rate(rate).included(in: gross)))
            items += lines
        }
        let sale = InvoiceStory.sale(rows, items: items)
        let lines = allocated(sale)
        for row in sale.ratesTogether {
            #expect(lines.filter { $0.rate == row.rate }.reduce(0) { $0 + $1.net } == row.net)
            #expect(lines.filter { $0.rate == row.rate }.reduce(0) { $0 + $1.gross } == row.gross)
        }
    }

    private func allocated(_ sale: Sale) -> [Invoice.Line] { Allocation(sale) { "all \($0.percent)" }.lines }
}

/// Numbers that a seed determines.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
