extension JSON {
    /// The value as compact UTF-8: members in order, slashes bare, numbers in their own text.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(json: self)
        return bytes
    }

    /// The same bytes for every order of members and every spelling of strings: names sorted by their UTF-8 bytes at every
    /// level. Numbers still differ by spelling (`1.0` is not `1`). For fingerprints, never for a wire.
    package func canonical() -> [UInt8] { sorted().encoded() }

    private func sorted() -> JSON {
        switch self {
        case .null, .bool, .number, .string:
            return self
        case .array(let elements):
            return .array(elements.map { $0.sorted() })
        case .object(let object):
            var sorted = JSONObject()
            for member in object.members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
                sorted.set(member.name, to: member.value.sorted())
            }
            return .object(sorted)
        }
    }
}

extension [UInt8] {
    mutating func append(json: JSON) {
        switch json {
        case .null: append(contentsOf: "null".utf8)
        case .bool(let value): append(contentsOf: value ? "true".utf8 : "false".utf8)
        case .number(let text): append(contentsOf: text.utf8)
        case .string(let text): append(jsonString: text)
        case .array(let elements):
            append(.openBracket)
            for (index, element) in elements.enumerated() {
                if index > 0 { append(.comma) }
                append(json: element)
            }
            append(.closeBracket)
        case .object(let object):
            append(.openBrace)
            for (index, member) in object.members.enumerated() {
                if index > 0 { append(.comma) }
                append(jsonString: member.name)
                append(.colon)
                append(json: member.value)
            }
            append(.closeBrace)
        }
    }
}
