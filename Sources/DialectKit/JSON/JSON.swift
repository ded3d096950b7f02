/// One JSON value, exactly as it was sent.
///
/// A number keeps its source text, so `1.10` and `12345678901234567890` survive a round trip. Strings are equal when their
/// bytes are: `é` as one code point is not `e` with a combining accent, although Swift's own `==` says it is.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's text, which is valid JSON: `-0`, `1.10`, `6e23`.
    case number(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    package static func == (one: JSON, other: JSON) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one.hasSameBytes(as: other)
        case (.string(let one), .string(let other)): one.hasSameBytes(as: other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}

/// Reading a value as the type a caller expects: `nil` when it is something else.
extension JSON {
    package var isNull: Bool { self == .null }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// A number written as a plain integer in the range of `Int64`: `10` yes; `10.0`, `1e1` and `"10"` no.
    package var int: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }
}
