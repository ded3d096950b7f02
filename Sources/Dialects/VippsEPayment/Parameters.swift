import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// The members of a request, taken one by one. Unknown ones are looked away from, null is absent, and a number is taken
/// where a text is wanted: real clients send all three. Source: wire/vipps.md §0.6.
struct Parameters {
    private let object: JSONObject
    /// `amount.` below `amount`: errors name the whole path.
    private let prefix: String

    init(_ object: JSONObject, below prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    func path(_ name: String) -> String { prefix + name }

    subscript(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// Also as null.
    func names(_ name: String) -> Bool { object[name] != nil }

    func invalid(_ name: String, _ reason: String) -> Problem { .invalid(path(name), reason) }

    func missing(_ name: String) -> Problem {
        invalid(name, "The property is required and cannot be null or empty.")
    }

    func string(_ name: String, count: ClosedRange<Int>? = nil) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        let text: String
        switch value {
        case .string(let given): text = given
        case .number(let digits): text = digits
        case .null, .bool, .array, .object: throw invalid(name, "The value must be a string.")
        }
        if let count, !count.contains(text.unicodeScalars.count) {
            throw invalid(
                name,
                "The length must be between \(count.lowerBound) and \(count.upperBound) characters.")
        }
        return text
    }

    func requiredString(_ name: String, count: ClosedRange<Int>? = nil) throws(Problem) -> String {
        guard let text = try string(name, count: count) else { throw missing(name) }
        return text
    }

    func int(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let number = value.int else { throw invalid(name, "The value must be an integer.") }
        guard range.contains(number) else {
            throw invalid(name, "The value must be between \(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }

    func requiredInt(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64 {
        guard let number = try int(name, in: range) else { throw missing(name) }
        return number
    }

    func bool(_ name: String) throws(Problem) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.bool else { throw invalid(name, "The value must be true or false.") }
        return flag
    }

    func word(_ name: String, of words: [String]) throws(Problem) -> String? {
        guard let text = try string(name) else { return nil }
        guard words.contains(text) else {
            throw invalid(name, "The value must be one of: \(words.joined(separator: ", ")).")
        }
        return text
    }

    func requiredWord(_ name: String, of words: [String]) throws(Problem) -> String {
        guard let word = try word(name, of: words) else { throw missing(name) }
        return word
    }

    func object(_ name: String) throws(Problem) -> Parameters? {
        guard let value = self[name] else { return nil }
        guard let members = value.object else { throw invalid(name, "The value must be an object.") }
        return Parameters(members, below: path(name) + ".")
    }

    func objects(_ name: String) throws(Problem) -> [Parameters]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.array else { throw invalid(name, "The value must be an array.") }
        var found: [Parameters] = []
        for (index, element) in elements.enumerated() {
            guard let members = element.object else {
                throw invalid("\(name)[\(index)]", "The value must be an object.")
            }
            found.append(Parameters(members, below: "\(path(name))[\(index)]."))
        }
        return found
    }

    /// `{"currency": "NOK", "value": 49900}`; both are required. Source: wire/vipps.md §0.5 and §2.2.
    func amount(_ name: String) throws(Problem) -> Money {
        guard let members = try object(name), !members.object.isEmpty else { throw missing(name) }
        let code = try members.requiredWord("currency", of: Market.allCases.map(\.rawValue))
        guard let value = members["value"] else { throw members.missing("value") }
        guard let units = value.int else {
            throw Problem(
                .invalidAmount,
                "The amount is invalid. Amounts must be integers, no decimals. They are specified in minor units, like øre or cent."
            )
        }
        guard (0...Market.largest).contains(units), let currency = Currency(code: code) else {
            throw members.invalid("value", "The value must be between 0 and \(Market.largest).")
        }
        return Money(minorUnits: units, currency: currency)
    }

    /// An address for people: https, or an app's own scheme. Source: wire/vipps.md §2.2. `mayLackScheme`: one is taken too
    /// that https would make a whole one; nobody is sent there. Source: §0.6.
    func address(_ name: String, mayLackScheme: Bool = false) throws(Problem) -> String? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        let longest = PaymentDetails.longestReturnAddress
        guard text.utf8.count <= longest else {
            throw invalid(name, "The length must be at most \(longest) characters.")
        }
        if mayLackScheme, !text.prefix(while: { $0 != "/" }).contains(":"),
            WebAddress("https://" + text, longest: longest + 8) != nil
        {
            return text
        }
        guard let address = WebAddress(text, longest: longest), address.isReturnAddress, address.scheme != "http" else {
            throw Problem(.invalidURL, "The parameter \(path(name)) is invalid.")
        }
        return text
    }
}
