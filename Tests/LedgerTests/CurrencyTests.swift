import Ledger
import TestWorld
import Testing

/// Codes and decimals: ISO 4217 list one.
@Suite("Currencies of ISO 4217")
struct CurrencyTests {
    @Test(
        "an active code has its number of decimals",
        arguments: [
            ("NOK", 2), ("SEK", 2), ("DKK", 2), ("EUR", 2), ("USD", 2), ("GBP", 2), ("CHF", 2), ("PLN", 2), ("CZK", 2),
            ("HUF", 2), ("AUD", 2), ("CAD", 2), ("INR", 2), ("MRU", 2), ("MGA", 2), ("XCG", 2), ("ZWG", 2), ("SLE", 2),
            ("JPY", 0), ("ISK", 0), ("KRW", 0), ("CLP", 0), ("VND", 0), ("UGX", 0), ("XAF", 0), ("XOF", 0), ("XPF", 0),
            ("KWD", 3), ("BHD", 3), ("OMR", 3), ("JOD", 3), ("TND", 3), ("IQD", 3), ("LYD", 3), ("CLF", 4), ("UYW", 4),
        ])
    func active(_ code: String, _ decimals: Int) throws {
        let currency = try #require(Currency(code: code))
        #expect(currency.exponent == decimals)
        #expect(currency.code == code)
        #expect("\(currency)" == code)
    }

    @Test(
        "what is not an active code in upper case is no currency",
        arguments: [
            "", "N", "NO", "NOKK", "nok", "Nok", " NOK", "NOK ", "NO K", "N0K", "NÖK", "XXX", "XTS", "XAU", "XDR",
            "BTC", "DEM", "FIM", "HRK", "SLL", "ZWL", "ANG", "CUC", "978", "€", "\u{0}\u{0}\u{0}", "NO\u{0}",
        ])
    func unknown(_ code: String) {
        #expect(Currency(code: code) == nil)
    }

    @Test("a currency survives its packed form, and nothing else does", arguments: ["NOK", "JPY", "KWD", "CLF"])
    func packed(_ code: String) throws {
        let currency = try #require(Currency(code: code))
        #expect(currency.packed == code.utf8.reduce(0) { $0 << 8 | UInt32($1) })
        let back = try #require(Currency(packed: currency.packed))
        #expect(back == currency && back.exponent == currency.exponent)
        #expect(Currency(packed: currency.packed | 1 << 24) == nil)
        #expect(Currency(packed: 0) == nil)
    }

    @Test("the table holds all active codes of money: 17 without decimals, 7 with three, 2 with four")
    func whole() {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { UInt32($0) }
        var codes: [Int: Int] = [:]
        for first in letters {
            for second in letters {
                for third in letters {
                    guard let known = Currency(packed: first << 16 | second << 8 | third) else { continue }
                    codes[known.exponent, default: 0] += 1
                }
            }
        }
        #expect(codes[0] == 17 && codes[3] == 7 && codes[4] == 2)
        #expect(Set(codes.keys) == [0, 2, 3, 4])
        #expect((130...160).contains(codes[2] ?? 0))
    }
}
