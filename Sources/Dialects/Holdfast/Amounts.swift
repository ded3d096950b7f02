import DialectKit
import Ledger
import PaymentCore

/// `{"value": 1000, "currency": "EUR"}`: minor units of an ISO 4217 currency.
enum AmountSpelling {
    static func read(_ json: JSON, field: String) throws(Problem) -> Money {
        guard let members = json.object else {
            throw .malformed("\(field) is an object: {\"value\": 1000, \"currency\": \"EUR\"}", field: field)
        }
        for name in members.names where name != "value" && name != "currency" {
            throw .malformed("There is no member \"\(name)\" in an amount", field: "\(field).\(name)")
        }
        guard let currency = members["currency"]?.string.flatMap({ Currency(code: $0) }) else {
            throw .malformed("The currency is an ISO 4217 code such as EUR", field: "\(field).currency")
        }
        guard let value = members["value"]?.wholeNumber, value > 0, let money = Money(checked: value, currency) else {
            throw .malformed(
                "The value is a whole number of minor units from 1 to \(Money.limit)", field: "\(field).value")
        }
        return money
    }

    static func write(_ name: String, _ money: Money, to json: inout JSONObjectWriter) {
        json.object(name) {
            $0.int("value", money.minorUnits)
            $0.string("currency", money.currency.code)
        }
    }
}

extension Body {
    func amount(_ name: String) throws(Problem) -> Money? {
        guard let json = json(name) else { return nil }
        return try AmountSpelling.read(json, field: name)
    }

    /// A length of time, bounded so that no instant it is added to can overflow: a hundred years.
    func duration(_ name: String) throws(Problem) -> Interval? {
        guard has(name) else { return nil }
        guard let length = text(name).flatMap({ DurationSpelling.read($0) }), (0...Self.century).contains(length) else {
            throw .malformed("\(name) is an ISO 8601 duration such as P7D or PT90M", field: name)
        }
        return Interval(milliseconds: length)
    }

    /// A text of at most `limit` characters. Nil when absent.
    func text(_ name: String, limit: Int) throws(Problem) -> String? {
        guard has(name) else { return nil }
        guard let text = text(name), (1...limit).contains(text.unicodeScalars.count) else {
            throw .malformed("\(name) is a text of 1 to \(limit) characters", field: name)
        }
        return text
    }

    func word<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type) throws(Problem) -> Word?
    where Word.RawValue == String {
        guard has(name) else { return nil }
        guard let word = text(name).flatMap({ Word(rawValue: $0) }) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw .malformed("\(name) is one of \(words)", field: name)
        }
        return word
    }

    private static var century: Int64 { Interval.days(36_525).milliseconds }
}
