import Ledger
import TestWorld
import Testing

@Suite("Decimal amounts")
struct MoneyDecimalTests {
    @Test(
        "an exact decimal is read, and printed the same",
        arguments: [
            ("467.92", .eur(467_92)), ("0.05", .eur(5)), ("0.50", .eur(50)), ("0.00", .eur(0)), ("1.00", .eur(1_00)),
            ("10.00", .eur(10_00)), ("999.99", .nok(999_99)), ("10000000000000.00", .nok(Money.limit)), ("0", .jpy(0)),
            ("5", .jpy(5)), ("500", .jpy(500)), ("1000000000000000", .jpy(Money.limit)), ("990", .isk(990)),
            ("0.000", .kwd(0)), ("0.001", .kwd(1)), ("1.500", .kwd(1_500)), ("1000000000000.000", .kwd(Money.limit)),
            ("0.0001", .clf(1)), ("12.3456", .clf(12_3456)),
        ] as [(String, Money)])
    func exact(_ text: String, _ money: Money) throws {
        #expect(try Money(decimal: text, currency: money.currency) == money)
        #expect(money.decimal == text)
    }

    @Test("minor units below zero and beyond any amount are printed too")
    func signed() {
        let currency = Money.nok(0).currency
        #expect([-5, -123_456, 0].map(currency.decimal) == ["-0.05", "-1234.56", "0.00"])
        #expect([Int64.min, .max].map(currency.decimal) == ["-92233720368547758.08", "92233720368547758.07"])
    }

    @Test(
        "a currency wants exactly its own decimals",
        arguments: [
            ("10", .eur, 2), ("10.0", .eur, 2), ("10.000", .eur, 2), ("0", .nok, 2), ("500.00", .jpy, 0),
            ("500.0", .jpy, 0), ("1.00", .isk, 0), ("1.50", .kwd, 3), ("1", .kwd, 3), ("1.5000", .kwd, 3),
            ("1.00", .clf, 4),
        ] as [(String, Currency, Int)])
    func wrongFraction(_ text: String, _ currency: Currency, _ expected: Int) {
        #expect(throws: DecimalFault.wrongFraction(expected: expected)) { try Money(decimal: text, currency: currency) }
    }

    @Test(
        "signs, blanks, exponents, separators and leading zeros are no amount",
        arguments: [
            "", ".", "..", "1.", ".5", ".50", "-1.00", "+1.00", "-0.00", " 1.00", "1.00 ", "1 000.00", "1.00\n",
            "\t1.00", "1,00", "1,000.00", "1.000.00", "1.0.0", "1'000.00", "01.00", "00.00", "007.00", "000", "1e2",
            "1E2", "0x10", "1.0a", "NaN", "inf", "١٢.٠٠", "１.００", "1.00\u{0}", "€1.00", "1.00 EUR",
        ])
    func notDecimal(_ text: String) {
        #expect(throws: DecimalFault.notDecimal) { try Money(decimal: text, currency: .eur) }
    }

    @Test(
        "beyond the limit is too large, however long",
        arguments: [
            "10000000000000.01", "99999999999999.99", "9223372036854775807.00", "99999999999999999999999999.00",
            String(repeating: "9", count: 10_000) + ".00",
        ])
    func tooLarge(_ text: String) {
        #expect(throws: DecimalFault.tooLarge) { try Money(decimal: text, currency: .nok) }
    }

    @Test("every amount that is printed is read back", arguments: Seed.panel(8))
    func roundTrip(_ seed: Seed) throws {
        var random = seed
        for currency in Currency.oneOfEachExponent {
            for _ in 0..<250 {
                let width: Int64 = random.pick([9, 99, 999, 9_999, 99_999, 10_000_000, Money.limit])
                let money = Money(minorUnits: random.number(in: 0...width), currency: currency)
                #expect(try Money(decimal: money.decimal, currency: currency) == money, "\(seed): \(money)")
            }
        }
    }

    @Test("every text that is read is the only spelling of its amount", arguments: Seed.panel(8))
    func oneSpelling(_ seed: Seed) {
        var random = seed
        for _ in 0..<2_000 {
            let count = random.number(in: 0...6)
            let text = String((0..<count).map { _ in random.pick(Array("0123459.. -+e")) })
            for currency in Currency.oneOfEachExponent {
                guard let money = try? Money(decimal: text, currency: currency) else { continue }
                #expect(money.decimal == text, "\(seed)")
            }
        }
    }

    @Test("a part of a longer text is read where it stands")
    func substring() throws {
        #expect(try Money(decimal: "EUR 12.34".dropFirst(4), currency: .eur) == .eur(12_34))
    }
}
