import Invoicing
import Testing

/// The vectors of wire/swedbank.md §10.4 and §10.5.
@Suite("Payment references")
struct PaymentReferenceTests {
    @Test(
        "with a length digit",
        arguments: [("12345", "1234574"), ("10000123", "1000012300"), ("123456789012", "12345678901245")])
    func lengthDigit(_ base: String, _ reference: String) {
        #expect(PaymentReference.withLengthDigit(base) == reference)
    }

    @Test("a Swedish OCR tells how long the ledger is and how long it is itself")
    func ocr() {
        #expect(PaymentReference.ocr(ledger: "12345", invoice: 123) == "51234500012342")
        #expect(PaymentReference.ocr(ledger: "12345", invoice: 1_000_000) == "512345100000058")
    }

    @Test("a Norwegian KID ends with Luhn's digit, or with one of mod 11, a hyphen where that has none")
    func kid() {
        #expect(PaymentReference.kid(ledger: "12345", invoice: 670_001, usesMod11: false) == "123456700012")
        #expect(PaymentReference.kid(ledger: "12345", invoice: 670_001, usesMod11: true) == "123456700017")
        #expect(PaymentReference.kid(ledger: "", invoice: 104, usesMod11: true) == "000104-")
    }

    @Test("a Finnish reference ends with its own digit")
    func finnish() {
        #expect(PaymentReference.finnish(ledger: "12345", invoice: 123) == "5123450001230")
    }

    @Test(
        "a reference for the whole of Europe",
        arguments: [
            ("2348231", "RF712348231"), ("539007547034", "RF18539007547034"), ("1234561", "RF341234561"),
            ("100001239", "RF60100001239"),
        ])
    func international(_ reference: String, _ whole: String) {
        #expect(PaymentReference.international(reference) == whole)
        #expect(CheckDigits.mod97(String(whole.dropFirst(4)) + whole.prefix(4)) == 1)
    }
}
