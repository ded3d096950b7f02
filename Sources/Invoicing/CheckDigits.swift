/// Check digits of references that people copy from invoices. Texts hold decimal digits alone; nil for anything else.
package enum CheckDigits {
    /// Luhn's digit (mod 10): Swedish OCR, Norwegian KID, Swedish numbers of persons, companies and bankgiro.
    /// Source: wire/swedbank.md §10.4.
    package static func luhn(_ digits: some StringProtocol) -> Int? {
        guard let values = values(digits) else { return nil }
        let sum = values.reversed().enumerated().reduce(0) { sum, place in
            let product = place.element * (place.offset % 2 == 0 ? 2 : 1)
            return sum + product / 10 + product % 10
        }
        return (10 - sum % 10) % 10
    }

    /// The digit of mod 11 with the weights 2 to 7 from the right; nil also where it would be 10, which no digit spells.
    /// Source: wire/swedbank.md §10.4.
    package static func mod11(_ digits: some StringProtocol) -> Int? {
        guard let values = values(digits) else { return nil }
        let sum = values.reversed().enumerated().reduce(0) { $0 + $1.element * (2 + $1.offset % 6) }
        let rest = 11 - sum % 11
        return rest == 10 ? nil : rest % 11
    }

    /// The Finnish digit, with the weights 7, 3 and 1 from the right. Source: wire/swedbank.md §10.4.
    package static func finnish(_ digits: some StringProtocol) -> Int? {
        guard let values = values(digits) else { return nil }
        let weights = [7, 3, 1]
        let sum = values.reversed().enumerated().reduce(0) { $0 + $1.element * weights[$1.offset % 3] }
        return (10 - sum % 10) % 10
    }

    /// Two digits of ISO 7064 (mod 97) over letters and digits: of an RF reference or an IBAN, from what follows them.
    package static func mod97(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty else { return nil }
        var rest = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): rest = (rest * 10 + Int(byte - UInt8(ascii: "0"))) % 97
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): rest = (rest * 100 + Int(byte - UInt8(ascii: "A")) + 10) % 97
            default: return nil
            }
        }
        return rest
    }

    private static func values(_ digits: some StringProtocol) -> [Int]? {
        guard !digits.isEmpty else { return nil }
        var values: [Int] = []
        for byte in digits.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            values.append(Int(byte - UInt8(ascii: "0")))
        }
        return values
    }
}
