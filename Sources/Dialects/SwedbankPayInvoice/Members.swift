import DialectKit
import Ledger

/// The members of a request, taken one by one; what is wrong is gathered, so that one answer tells all of it.
///
/// As lenient as the real reader: names in any case, unknown members looked away from, numbers as text.
/// Source: wire/swedbank.md §2, "JSON bodies".
struct Members {
    private let object: JSONObject
    /// `Transaction.` below `transaction`, as problems name it.
    private let path: String
    private let complaints: Complaints

    /// What is wrong with one request, in the order in which it was found.
    final class Complaints {
        private(set) var entries: [Problem.Entry] = []

        func add(_ name: String, _ description: String) {
            entries.append(Problem.Entry(name: name, description: description))
        }
    }

    init(_ object: JSONObject, below path: String = "", _ complaints: Complaints) {
        self.object = object
        self.path = path
        self.complaints = complaints
    }

    subscript(_ name: String) -> JSON? {
        let value = object[name] ?? object.members.first { $0.name.lowercased() == name.lowercased() }?.value
        guard let value, !value.isNull else { return nil }
        return value
    }

    func complain(_ name: String, _ description: String) { complaints.add(path + Self.pascal(name), description) }

    func missing(_ name: String) { complain(name, "The \(Self.pascal(name)) field is required.") }

    /// Text, also when it came as a number.
    func text(_ name: String, atMost limit: Int? = nil) -> String? {
        guard let value = self[name] else { return nil }
        let text: String
        switch value {
        case .string(let given): text = given
        case .number(let digits): text = digits
        case .bool(let flag): text = flag ? "true" : "false"
        case .null, .array, .object:
            wrongType(name, value, "System.String")
            return nil
        }
        if let limit, text.unicodeScalars.count > limit {
            complain(name, "The field \(Self.pascal(name)) must be a string with a maximum length of \(limit).")
            return nil
        }
        return text
    }

    /// Empty text is as good as none.
    func requiredText(_ name: String, atMost limit: Int? = nil) -> String {
        let text = text(name, atMost: limit)
        if text?.isEmpty ?? (self[name] == nil) { missing(name) }
        return text ?? ""
    }

    func mustMatch(_ name: String, _ pattern: String) {
        complain(name, "The field \(Self.pascal(name)) must match the regular expression '\(pattern)'")
    }

    /// A whole number in minor units, also as text or with nothing but zeros behind the point.
    func int(_ name: String, in range: ClosedRange<Int64> = -Money.limit...Money.limit) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let number = Self.wholeNumber(value) else {
            wrongType(name, value, "System.Int64")
            return nil
        }
        guard range.contains(number) else {
            complain(
                name,
                "The field \(Self.pascal(name)) must be between \(range.lowerBound) and \(range.upperBound).")
            return nil
        }
        return number
    }

    func requiredInt(_ name: String, in range: ClosedRange<Int64> = -Money.limit...Money.limit) -> Int64? {
        if self[name] == nil { missing(name) }
        return int(name, in: range)
    }

    func bool(_ name: String) -> Bool? {
        switch self[name] {
        case .bool(let flag): flag
        case .string(let text): ["true": true, "false": false][text.lowercased()]
        case nil, .null, .number, .array, .object: nil
        }
    }

    func members(_ name: String) -> Members? {
        guard let value = self[name] else { return nil }
        guard let object = value.object else {
            wrongType(name, value, "System.Object")
            return nil
        }
        return Members(object, below: path + Self.pascal(name) + ".", complaints)
    }

    /// An empty one, that complains of all it lacks, when there is none.
    func requiredMembers(_ name: String) -> Members {
        if self[name] == nil { missing(name) }
        return members(name) ?? Members(JSONObject(), below: path + Self.pascal(name) + ".", Complaints())
    }

    /// Nil when there is none, or it is no list.
    func list(_ name: String, atMost limit: Int = 1_000) -> [Members]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.array else {
            wrongType(name, value, "System.Array")
            return nil
        }
        guard elements.count <= limit else {
            complain(name, "The field \(Self.pascal(name)) must have \(limit) elements at most.")
            return nil
        }
        return elements.enumerated().map { index, element in
            let below = "\(path)\(Self.pascal(name))[\(index)]."
            if element.object == nil { complaints.add(String(below.dropLast()), "The element is no object.") }
            return Members(
                element.object ?? JSONObject(), below: below, element.object == nil ? Complaints() : complaints)
        }
    }

    /// As the real reader says it, but for the line and the place in it. Source: wire/swedbank.md §8, "JSON type error".
    private func wrongType(_ name: String, _ value: JSON, _ type: String) {
        let place = (path + name).split(separator: ".").map { Self.camel(String($0)) }.joined(separator: ".")
        let text = value.string ?? String(decoding: value.encoded().prefix(100), as: UTF8.self)
        complaints.add(place, "Error converting value \"\(text)\" to type '\(type)'. Path '\(place)'.")
    }

    private static func wholeNumber(_ value: JSON) -> Int64? {
        let text: String
        switch value {
        case .number(let digits): text = digits
        case .string(let given): text = given
        case .null, .bool, .array, .object: return nil
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2 else { return nil }
        if parts.count == 2 { guard !parts[1].isEmpty, parts[1].allSatisfy({ $0 == "0" }) else { return nil } }
        return Int64(whole)
    }

    private static func pascal(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
    private static func camel(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}

extension Call {
    /// What `read` makes of the body, or everything that is wrong with it.
    func checked<Value>(_ read: (Members) -> Value?) throws(Problem) -> Value {
        let complaints = Members.Complaints()
        let value = read(Members(body, complaints))
        guard let value, complaints.entries.isEmpty else { throw .input(complaints.entries) }
        return value
    }
}

/// What several requests check alike.
extension Members {
    /// Letters, digits, `_` and `-`. Source: the seed `004_9148e8f0d301c327.txt`, the pattern `[\w-]*`;
    /// wire/swedbank.md §5 has the lengths.
    func payeeReference(atMost limit: Int) -> String {
        let reference = requiredText("payeeReference", atMost: limit)
        if !PayeeReferences.areLetters(reference) { mustMatch("payeeReference", #"[\w-]*"#) }
        return reference
    }

    /// Source: wire/swedbank.md §1, `activity`; the dotnet SDK calls it `transactionActivity`.
    func activity(required: Bool = true, of words: [String] = ["FinancingConsumer"]) {
        guard let given = text("activity") ?? text("transactionActivity"), !given.isEmpty else {
            if required { missing("activity") }
            return
        }
        if !words.contains(where: { $0.lowercased() == given.lowercased() }) {
            complain("activity", "The field Activity must be one of: \(words.joined(separator: ", ")).")
        }
    }

    func address(_ name: String, onlyHTTPS: Bool = false) -> String? {
        guard let text = text(name), !text.isEmpty else { return nil }
        let address = WebAddress(text)
        guard let address, address.isWeb, !onlyHTTPS || address.scheme == "https" else {
            complain(
                name, "The \(name) field is not a valid fully-qualified \(onlyHTTPS ? "https" : "http or https") URL.")
            return nil
        }
        return text
    }
}
