import Invoicing
import Testing

/// The vectors of wire/swedbank.md §10.4.
@Suite("Check digits")
struct CheckDigitsTests {
    @Test(
        "Luhn's digit",
        arguments: [
            ("12345", 5), ("123456", 6), ("1234567", 4), ("10000123", 9), ("5123450001234", 2), ("60224", 3),
            ("12345670001", 2), ("600307116", 1), ("971020239", 2), ("481020595", 7), ("5050105", 5), ("556036079", 3),
        ])
    func luhn(_ base: String, _ check: Int) {
        #expect(CheckDigits.luhn(base) == check)
    }

    @Test(
        "the digit of mod 11; where it would be ten there is none",
        arguments: [
            ("1234567", 4), ("12345678", 5), ("60224", 8), ("103", 1), ("104", nil), ("12345670001", 7),
            ("1234567890", 3), ("12345678", 5),
        ])
    func mod11(_ base: String, _ check: Int?) {
        #expect(CheckDigits.mod11(base) == check)
    }

    @Test(
        "the Finnish digit",
        arguments: [("123", 2), ("123456", 1), ("1234567", 2), ("10000123", 9), ("512345000123", 0)])
    func finnish(_ base: String, _ check: Int) {
        #expect(CheckDigits.finnish(base) == check)
    }

    @Test("the rest by 97 of an IBAN with its head at its end is 1, and of none that was altered")
    func mod97() {
        #expect(CheckDigits.mod97("12345600000785FI21") == 1)
        #expect(CheckDigits.mod97("12345600000786FI21") != 1)
        #expect(CheckDigits.mod97("1234é") == nil)
    }

    @Test("what is no number has no digit", arguments: ["", "12a", "12 3", "١٢٣", "-1"])
    func noDigits(_ text: String) {
        #expect(CheckDigits.luhn(text) == nil)
        #expect(CheckDigits.mod11(text) == nil)
        #expect(CheckDigits.finnish(text) == nil)
    }
}
