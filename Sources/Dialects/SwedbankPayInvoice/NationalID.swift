import Invoicing

/// A person's number in the form of one country. Source: wire/swedbank.md §1, "SSN format", and §4.2.
struct NationalID: Hashable {
    /// Sweden: ten digits, with the century where it was given; Norway: eleven; Finland: as written, in upper case.
    let text: String

    /// Nil when the form or a check digit is wrong.
    init?(_ given: String, in country: Country) {
        let text = given.uppercased().filter { $0 != " " }
        switch country {
        case .sweden:
            let digits = text.filter { $0 != "-" && $0 != "+" }
            guard [10, 12].contains(digits.utf8.count), Self.hasLuhn(digits.suffix(10)) else { return nil }
            self.text = String(digits)
        case .norway:
            let digits = text.filter { $0 != "-" }
            guard Self.isNorwegian(digits) else { return nil }
            self.text = digits
        case .finland:
            guard Self.isFinnish(text) else { return nil }
            self.text = text
        }
    }

    /// The same person, however the century was given.
    var person: Substring { text.utf8.allSatisfy(Self.isDigit) && text.utf8.count == 12 ? text.suffix(10) : text[...] }

    /// With its last four places hidden.
    var masked: String { text.dropLast(4) + "****" }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func hasLuhn(_ digits: Substring) -> Bool {
        digits.last.flatMap(\.wholeNumberValue) == CheckDigits.luhn(digits.dropLast())
            && CheckDigits.luhn(digits) != nil
    }

    /// Two check digits, of mod 11 with weights of their own.
    private static func isNorwegian(_ digits: String) -> Bool {
        let values = digits.utf8.map { Int($0) - 0x30 }
        guard values.count == 11, digits.utf8.allSatisfy(isDigit) else { return false }
        func check(_ weights: [Int]) -> Int { (11 - zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11) % 11 }
        return check([3, 7, 6, 1, 8, 9, 4, 5, 2]) == values[9] && check([5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == values[10]
    }

    /// `DDMMYY`, a sign for the century, three digits and a character for the rest of both by 31.
    private static func isFinnish(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 11, "-+ABCDEFYXWVU".utf8.contains(bytes[6]) else { return false }
        let digits = bytes[0..<6] + bytes[7..<10]
        guard digits.allSatisfy(isDigit), let number = Int(String(decoding: digits, as: UTF8.self)) else {
            return false
        }
        return Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)[number % 31] == bytes[10]
    }
}
