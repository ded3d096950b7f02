import Ledger
import PaymentCore
import TestWorld
import Testing

@testable import Console

@Suite("How the console spells amounts and moments")
struct SpellingTests {
    @Test(
        "an amount has its currency's decimals and room between thousands",
        arguments: [
            (Money.eur(0), "0.00"), (.eur(5), "0.05"), (.eur(1_234_50), "1\u{202F}234.50"),
            (.jpy(1_000_000), "1\u{202F}000\u{202F}000"),
            (.kwd(1_234), "1.234"),
        ])
    func amount(_ money: Money, _ text: String) {
        #expect(Show.amount(money) == text)
    }

    @Test("what is owed has a minus")
    func signed() { #expect(Show.signed(-1_50, .eur) == "\u{2212}1.50") }

    @Test(
        "people write amounts as they are used to",
        arguments: [
            ("12.50", Money.eur(12_50)), ("12,50", .eur(12_50)), ("12", .eur(12_00)), ("12.5", .eur(12_50)),
            ("0012", .eur(12_00)),
            ("1 234.50", .eur(1_234_50)), ("1\u{202F}234.50", .eur(1_234_50)), (" 0 ", .eur(0)),
        ])
    func written(_ text: String, _ money: Money) { #expect(Written.amount(text, in: .eur) == money) }

    @Test(
        "what is no amount of the currency is none",
        arguments: ["", ".", "-1", "1.234", "1,234,567", "1.2.3", "1e3", "EUR 1", "99999999999999999999", "\u{0661}"])
    func notWritten(_ text: String) { #expect(Written.amount(text, in: .eur) == nil) }

    @Test("a currency without decimals takes none")
    func whole() {
        #expect(Written.amount("500", in: .jpy) == .jpy(500))
        #expect(Written.amount("500.0", in: .jpy) == nil)
    }

    @Test("moments are told in UTC, and how far away they are")
    func moments() {
        let moment = Instant(milliseconds: 1_767_600_012_000)
        #expect(Show.instant(moment) == "5 Jan 2026, 08:00:12")
        #expect(Show.distance(moment + .days(6), from: moment) == "in 6 days")
        #expect(Show.distance(moment - .hours(1), from: moment) == "1 hour ago")
        #expect(Show.distance(moment, from: moment) == "now")
        #expect(Written.instant("2026-01-05T08:00:12") == moment)
        #expect(Written.instant("2026-01-05T08:00") == moment - .seconds(12))
        #expect(Written.instant("5 January") == nil)
    }
}
