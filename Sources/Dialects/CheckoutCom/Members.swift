import DialectKit
import Ledger

/// The members of a request, read as leniently as the real API reads them: null is absent, numbers and booleans may come
/// as text, unknown ones are ignored. Source: wire/checkout.md §2, "Lenient numbers".
struct Members {
    private let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    subscript(name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    func has(_ name: String) -> Bool { self[name] != nil }

    /// A text, or a number's text. `code` is the error when it is something else or longer than `limit` characters. One
    /// character may be of any number of bytes, so those are counted too.
    func text(_ name: String, upTo limit: Int = 255, else code: String) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        let text: String
        switch value {
        case .string(let string): text = string
        case .number(let number): text = number
        case .null, .bool, .array, .object: throw .invalid(code)
        }
        guard text.isText(upTo: limit) else { throw .invalid(code) }
        return text
    }

    func int(_ name: String, else code: String) throws(Problem) -> Int64? {
        guard let value = self[name] else { return nil }
        switch value {
        case .number: if let number = value.int { return number }
        case .string(let text): if Self.isNumber(text), let number = Int64(text) { return number }
        case .null, .bool, .array, .object: break
        }
        throw .invalid(code)
    }

    func bool(_ name: String, else code: String) throws(Problem) -> Bool? {
        switch self[name] {
        case nil: return nil
        case .bool(let value): return value
        case .string(let text) where text.lowercased() == "true": return true
        case .string(let text) where text.lowercased() == "false": return false
        case .null, .number, .string, .array, .object: throw .invalid(code)
        }
    }

    func object(_ name: String, else code: String) throws(Problem) -> Members? {
        guard let value = self[name] else { return nil }
        guard let object = value.object else { throw .invalid(code) }
        return Members(object)
    }

    /// A member that is kept and told again as it came, as JSON text. `code` is the error when that is too long.
    func kept(_ name: String, else code: String) throws(Problem) -> [UInt8]? {
        guard let text = self[name]?.encoded() else { return nil }
        guard text.count <= Self.keptLimit else { throw .invalid(code) }
        return text
    }

    /// The longest text that is kept of one member whose own members are not all known. Unit: bytes. The limit is ours.
    static let keptLimit = 16_384

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

/// Members that several requests share.
extension Members {
    /// Source: wire/checkout.md §4.1. The code is ours: none is documented.
    func reference(on platform: Platform) throws(Problem) -> String? {
        try text("reference", upTo: platform.referenceLimit, else: "reference_invalid")
    }

    /// Flat: texts, numbers and booleans. At most 20 members, values up to 255 characters. Source: wire/checkout.md §4.1.
    func metadata() throws(Problem) -> [UInt8]? {
        guard let value = self["metadata"] else { return nil }
        guard let object = value.object, object.count <= 20 else { throw .invalid("metadata_invalid") }
        for member in object.members {
            guard !member.name.isEmpty, member.name.isText(upTo: 255) else { throw .invalid("metadata_key_invalid") }
            switch member.value {
            case .array, .object: throw .invalid("metadata_invalid")
            case .string(let text), .number(let text):
                if !text.isText(upTo: 255) { throw .invalid("metadata_invalid") }
            case .null, .bool: break
            }
        }
        return value.encoded()
    }

    /// Minor units, above zero; nil when absent. Source: wire/checkout.md §6 and §9.
    func amount(above least: Int64 = 0, upTo most: Int64 = Members.amountLimit) throws(Problem) -> Int64? {
        guard let amount = try int("amount", else: "amount_invalid") else { return nil }
        guard amount > least, amount <= most else { throw .invalid("amount_invalid") }
        return amount
    }

    /// Of three decimals the last must be zero. Source: wire/checkout.md §9; IQD is uncertain, and not asked.
    static func money(_ units: Int64, _ currency: Currency) throws(Problem) -> Money {
        if currency.exponent == 3, currency.code != "IQD", units % 10 != 0 { throw .invalid("amount_invalid") }
        guard let amount = Money(checked: units, currency) else { throw .invalid("amount_invalid") }
        return amount
    }

    /// The largest amount. Unit: minor units. Source: wire/checkout.md §4.1.
    static let amountLimit: Int64 = 9_999_999_999
}

extension String {
    /// Of so many characters at most, and of as many bytes as those can have in a single code point each.
    fileprivate func isText(upTo limit: Int) -> Bool { utf8.count <= 4 * limit && count <= limit }
}
