import DialectKit
import Ledger

/// The parameters of a request, taken one by one; what nobody takes does not exist. Source: wire/mollie.md §2, §3.1, §9.
struct Parameters {
    private let object: JSONObject
    /// "body" or "query", as the error says.
    private let place: String
    /// What an unknown parameter is answered with: 400 in the query of a GET, 422 elsewhere. Source: wire/mollie.md §9.
    private let isRead: Bool

    init(_ object: JSONObject, in place: String, ofRead isRead: Bool? = nil) {
        self.object = object
        self.place = place
        self.isRead = isRead ?? (place == "query")
    }

    /// Currencies that Mollie takes. Source: wire/mollie.md §2.
    static let currencies: Set<String> = [
        "AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "ISK", "JPY",
        "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TWD", "USD", "ZAR",
    ]

    /// Largest metadata, serialized. Unit: bytes. Source: wire/mollie.md §3.1.
    static let metadataLimit = 1_024

    /// Refuses the first member that is neither known nor read-only; read-only ones are looked away from, as the
    /// schemas say.
    func mustBeKnown(_ known: Set<String>, readOnly: Set<String> = [], under prefix: String = "") throws(Problem) {
        for name in object.names where !known.contains(name) && !readOnly.contains(name) {
            let path = prefix + name + Self.pathBelow(object[name])
            var detail = "Non-existent \(place) parameter \"\(path)\" for this API call."
            if let near = known.sorted().first(where: { isNear($0, name) }) {
                detail += " Did you mean: \"\(prefix + near)\"?"
            }
            throw isRead ? .badRequest(detail, field: path) : .unprocessable(detail, field: path)
        }
    }

    /// `metaData.basketId`: the path leads on to the first member that nobody knows either. Source: wire/mollie.md §3.1.
    private static func pathBelow(_ value: JSON?) -> String {
        var path = ""
        var value = value
        while let member = value?.object?.members.first, path.utf8.count < 200 {
            path += "." + member.name
            value = member.value
        }
        return path
    }

    subscript(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// Sent, also as `null`.
    func has(_ name: String) -> Bool { object[name] != nil }

    /// Sent as `null`, which takes a value away where one may be missing.
    func isNull(_ name: String) -> Bool { object[name]?.isNull == true }

    func string(_ name: String) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else {
            throw .unprocessable("The '\(name)' field should be a string", field: name)
        }
        return text
    }

    /// The description of a payment: what is too long for it is cut off, never refused. Source: wire/mollie.md §0.10.
    func truncatedDescription() throws(Problem) -> String? {
        guard let text = try string("description") else { return nil }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(255)))
    }

    /// The description of a capture or refund. Source: wire/mollie.md §5.1 and §6.1.
    func description() throws(Problem) -> String? {
        guard let text = try string("description") else { return nil }
        guard text.unicodeScalars.count <= 255 else {
            throw .unprocessable("The description can have 255 characters at most", field: "description")
        }
        return text
    }

    /// Nil when absent or null; half an amount is an error that names the other half.
    func amount(_ name: String) throws(Problem) -> Money? {
        guard let value = self[name] else { return nil }
        guard let members = value.object else {
            throw .unprocessable("The amount contains an invalid value", field: name)
        }
        return try Self.money(members, name)
    }

    static func money(_ members: JSONObject, _ name: String) throws(Problem) -> Money {
        try Parameters(members, in: "body").mustBeKnown(["currency", "value"], under: name + ".")
        guard let code = members["currency"], !code.isNull else {
            throw .unprocessable("The amount does not contain a currency", field: name + ".currency")
        }
        guard let value = members["value"], !value.isNull else {
            throw .unprocessable("The value is missing from the amount", field: name + ".value")
        }
        guard let code = code.string, currencies.contains(code), let currency = Currency(code: code) else {
            throw .unprocessable("The amount contains an invalid currency", field: name + ".currency")
        }
        guard let text = value.string else {
            throw .unprocessable("The amount contains an invalid value", field: name + ".value")
        }
        do {
            return try Money(decimal: text, currency: currency)
        } catch {
            switch error {
            case .tooLarge: throw .unprocessable("The amount is higher than the maximum", field: name)
            case .notDecimal, .wrongFraction:
                throw .unprocessable("The amount contains an invalid value", field: name + ".value")
            }
        }
    }

    /// The JSON text of the metadata. In a form, text that is a JSON object or array is that object. Source: §3.1.
    func metadata(fromForm: Bool) throws(Problem) -> [UInt8]? {
        guard var value = self["metadata"] else { return nil }
        if fromForm, let text = value.string, let parsed = try? JSON.parse(Array(text.utf8)),
            parsed.object != nil || parsed.array != nil
        {
            value = parsed
        }
        let bytes = value.encoded()
        guard bytes.count <= Self.metadataLimit else {
            throw .unprocessable("The metadata storage is currently limited to 1024 bytes.", field: "metadata")
        }
        return bytes
    }

    /// Close enough to be a slip of the pen: case aside, one letter more, less or other.
    private func isNear(_ known: String, _ given: String) -> Bool {
        let known = Array(known.lowercased().utf8)
        let given = Array(given.lowercased().utf8)
        guard abs(known.count - given.count) <= 1, known.count > 3 else { return false }
        let prefix = zip(known, given).prefix { $0 == $1 }.count
        let suffix = zip(known.reversed(), given.reversed()).prefix { $0 == $1 }.count
        return prefix + suffix >= max(known.count, given.count) - 1
    }
}
