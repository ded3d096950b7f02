import DialectKit
import Ledger
import PaymentCore
import Testing

@Suite("What is settled of an amount")
struct SettlementRateTests {
    private static func money(_ units: Int64, _ code: String) throws -> Money {
        Money(minorUnits: units, currency: try #require(Currency(code: code)))
    }

    private static func rate(
        fee: String? = nil, to currency: String? = nil, _ rates: [String: String] = [:]
    ) throws -> SettlementRate {
        var rate = SettlementRate()
        rate.fee = fee.flatMap { ExactDecimal($0) }
        rate.currency = currency.flatMap { Currency(code: $0) }
        for (code, text) in rates { rate.rates[try #require(Currency(code: code))] = ExactDecimal(text) }
        return rate
    }

    @Test(
        "a fee is rounded to the nearest minor unit, halves up",
        arguments: [
            ("1.80", 50_00, 90), ("1", 49, 0), ("1", 50, 1), ("0.00000001", 1_000, 0), ("100", 7, 7), ("0", 9, 0),
        ])
    func fee(_ percent: String, _ amount: Int64, _ expected: Int64) throws {
        #expect(try Self.rate(fee: percent).fee(on: Self.money(amount, "EUR")).minorUnits == expected)
    }

    @Test(
        "an amount is converted from the decimals of one currency to those of the other",
        arguments: [
            ("USD", "EUR", "0.9215", 49_10, 45_25), ("JPY", "EUR", "0.0061", 1_000, 6_10),
            ("EUR", "JPY", "163.5", 1_00, 164), ("KWD", "EUR", "3", 1, 0), ("KWD", "EUR", "5", 1, 1),
            ("EUR", "KWD", "0.3333", 1, 3),
        ])
    func conversion(_ from: String, _ to: String, _ text: String, _ amount: Int64, _ expected: Int64) throws {
        let converted = try Self.rate(to: to, [from: text]).converted(Self.money(amount, from))
        #expect(try converted == Self.money(expected, to))
    }

    @Test("without a rate for it a currency is settled in itself, and the largest amount stays one")
    func limits() throws {
        let rate = try Self.rate(fee: "1.80", to: "EUR", ["USD": "999999.99999999"])
        let (kroner, most) = (try Self.money(5, "NOK"), try Self.money(Money.limit, "USD"))
        #expect(rate.converted(kroner) == kroner && rate.currency(for: kroner.currency) == kroner.currency)
        #expect(rate.converted(most).minorUnits == Money.limit && rate.fee(on: most) < most)
        #expect(try SettlementRate(canonicalBytes: rate.canonicalBytes) == rate)
        #expect(!SettlementRate().isChosen && rate.isChosen)
    }

    @Test(
        "what is no plain decimal is none",
        arguments: ["", ".", "1.", ".5", "-1", "+1", "01", "1e3", "1,5", " 1", "1234567", "0.123456789", "1.2.3", "١"])
    func noDecimal(_ text: String) { #expect(ExactDecimal(text) == nil) }
}
