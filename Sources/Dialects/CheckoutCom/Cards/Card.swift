import DialectKit
import PaymentCore

/// What is kept of a card, and all that is kept: never its number or security code.
struct Card: Hashable {
    let scheme: Scheme
    /// The first six digits.
    let bin: String
    let last4: String
    private(set) var month: Int
    private(set) var year: Int
    /// 64 hex digits, the same for the same number of the same merchant; keyed, so that it tells nothing of the number.
    let fingerprint: String
    let answers: IssuerAnswers

    /// Reads a number and an expiry, checks them, and lets the number go. Source of the codes: wire/checkout.md §4.3.
    init(
        _ members: Members, number name: String, missing: String, invalid: String, _ fingerprints: FingerprintKey,
        of merchant: MerchantID
    ) throws(Problem) {
        var findings = Findings()
        let found = try findings.check(try Self.number(members, name, missing: missing, invalid: invalid))
        let month = try findings.check(try Self.month(members))
        let year = try findings.check(try Self.year(members))
        guard let (number, scheme) = found, let month, let year else { throw findings.problem }
        self.scheme = scheme
        bin = String(number.prefix(6))
        last4 = String(number.suffix(4))
        (self.month, self.year) = (month, year)
        fingerprint = Self.fingerprint(of: number, fingerprints, merchant)
        answers = IssuerAnswers(number: number)
    }

    /// The same card with another expiry.
    func expiring(_ month: Int, _ year: Int) -> Card {
        var card = self
        (card.month, card.year) = (month, year)
        return card
    }

    /// Good until the end of its month.
    func isExpired(at now: Instant) -> Bool {
        let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
        let digits = nextMonth < 10 ? "0\(nextMonth)" : "\(nextMonth)"
        guard let end = InstantSpelling.read("\(nextYear)-\(digits)-01T00:00:00Z") else { return false }
        return now.milliseconds >= end
    }

    static func expiry(_ members: Members) throws(Problem) -> (month: Int, year: Int) {
        var findings = Findings()
        let month = try findings.check(try month(members))
        let year = try findings.check(try year(members))
        guard let month, let year else { throw findings.problem }
        return (month, year)
    }

    private static func number(
        _ members: Members, _ name: String, missing: String, invalid: String
    ) throws(Problem) -> (String, Scheme) {
        guard let written = try members.text(name, upTo: 32, else: invalid), !written.isEmpty else {
            throw .invalid(missing)
        }
        let number = written.filter { $0 != " " }
        guard isNumber(number), let scheme = Scheme(number: number) else { throw .invalid(invalid) }
        return (number, scheme)
    }

    private static func month(_ members: Members) throws(Problem) -> Int {
        guard let month = try members.int("expiry_month", else: "card_expiry_month_invalid") else {
            throw .invalid("card_expiry_month_required")
        }
        guard (1...12).contains(month) else { throw .invalid("card_expiry_month_invalid") }
        return Int(month)
    }

    private static func year(_ members: Members) throws(Problem) -> Int {
        guard let year = try members.int("expiry_year", else: "card_expiry_year_invalid") else {
            throw .invalid("card_expiry_year_required")
        }
        guard (1970...9998).contains(year) else { throw .invalid("card_expiry_year_invalid") }
        return Int(year)
    }

    /// 12 to 19 digits with the check digit of ISO/IEC 7812 (Luhn), or a published test number without one.
    private static func isNumber(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        guard (12...19).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        if TestCards.grantedByHalf.contains(text) { return true }
        let sum = digits.reversed().enumerated().reduce(0) { sum, place in
            let digit = Int(place.element - 0x30)
            guard place.offset % 2 == 1 else { return sum + digit }
            return sum + (digit > 4 ? digit * 2 - 9 : digit * 2)
        }
        return sum % 10 == 0
    }

    private static func fingerprint(of number: String, _ key: FingerprintKey, _ merchant: MerchantID) -> String {
        ["card 1", "card 2"].flatMap { part in
            key.fingerprint(
                of: "\(part) \(UUIDSpelling.spell(hi: merchant.high, lo: merchant.low))",
                [
                    "number": .string(number)
                ])
        }.map { byte in
            let digits = Array("0123456789ABCDEF")
            return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }.joined()
    }
}

extension Card: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.byte(scheme.rawValue)
        writer.string(bin)
        writer.string(last4)
        writer.unsigned(UInt64(month))
        writer.unsigned(UInt64(year))
        writer.string(fingerprint)
        writer.value(answers)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard let scheme = Scheme(rawValue: try reader.byte()) else { throw CorruptRecord("unknown scheme") }
        self.scheme = scheme
        bin = try reader.string()
        last4 = try reader.string()
        month = try reader.count(limit: 12)
        year = try reader.count(limit: 9_999)
        fingerprint = try reader.string()
        answers = try reader.value()
    }
}
