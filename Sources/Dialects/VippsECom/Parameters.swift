import DialectKit

/// The members of a request, taken one by one; unknown ones are looked away from, null is absent, a number is taken where a
/// text is wanted. Source: wire/vipps.md §0.6.
struct Parameters {
    private let object: JSONObject
    /// `transaction.` below `transaction`: the code of an error is the whole path.
    private let prefix: String

    init(_ object: JSONObject, below prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    subscript(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    func invalid(_ name: String, _ message: String) -> Problem { .invalid(prefix + name, message) }

    func missing(_ name: String) -> Problem { invalid(name, "\(prefix)\(name) is required") }

    func object(_ name: String) throws(Problem) -> Parameters {
        guard let value = self[name] else { throw missing(name) }
        guard let members = value.object else { throw invalid(name, "\(prefix)\(name) must be an object") }
        return Parameters(members, below: prefix + name + ".")
    }

    func string(_ name: String, count: ClosedRange<Int>) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        let text: String
        switch value {
        case .string(let given): text = given
        case .number(let digits): text = digits
        case .null, .bool, .array, .object: throw invalid(name, "\(prefix)\(name) must be a string")
        }
        guard count.contains(text.unicodeScalars.count) else {
            throw invalid(
                name, "\(prefix)\(name) must have between \(count.lowerBound) and \(count.upperBound) characters")
        }
        return text
    }

    func requiredString(_ name: String, count: ClosedRange<Int>) throws(Problem) -> String {
        guard let text = try string(name, count: count) else { throw missing(name) }
        return text
    }

    func bool(_ name: String) throws(Problem) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.bool else { throw invalid(name, "\(prefix)\(name) must be true or false") }
        return flag
    }

    /// Øre. Nil when absent or null.
    func amount(_ name: String) throws(Problem) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let amount = value.int, amount >= 0 else {
            throw invalid(name, "\(prefix)\(name) must be an integer, in øre")
        }
        return amount
    }

    func array(_ name: String) throws(Problem) -> [JSON]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.array else { throw invalid(name, "\(prefix)\(name) must be an array") }
        return elements
    }
}
