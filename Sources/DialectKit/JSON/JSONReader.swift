/// Walks the bytes of one JSON document from left to right, never back.
struct JSONReader {
    let bytes: [UInt8]
    var offset = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONError(.byteOrderMark, at: 0) }
        let value = try value()
        skipBlanks()
        guard next == nil else { throw JSONError(.trailingBytes, at: offset) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipBlanks()
        switch next {
        case .openBrace: return .object(try object())
        case .openBracket: return .array(try array())
        case .quote: return .string(try string())
        case let byte? where byte == .minus || byte.isDigit: return .number(try number())
        case UInt8(ascii: "t"): return try word("true", meaning: .bool(true))
        case UInt8(ascii: "f"): return try word("false", meaning: .bool(false))
        case UInt8(ascii: "n"): return try word("null", meaning: .null)
        default: throw unexpected()
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        try enter()
        defer { depth -= 1 }
        var object = JSONObject()
        if skip(.closeBrace) { return object }
        repeat {
            skipBlanks()
            guard next == .quote else { throw unexpected() }
            let name = try string()
            guard skip(.colon) else { throw unexpected() }
            if object.place(name, try value()) { object.repeatsNames = true }
        } while skip(.comma)
        guard skip(.closeBrace) else { throw unexpected() }
        return object
    }

    private mutating func array() throws(JSONError) -> [JSON] {
        try enter()
        defer { depth -= 1 }
        var elements: [JSON] = []
        if skip(.closeBracket) { return elements }
        repeat {
            elements.append(try value())
        } while skip(.comma)
        guard skip(.closeBracket) else { throw unexpected() }
        return elements
    }

    private mutating func enter() throws(JSONError) {
        guard depth < JSON.depthLimit else { throw JSONError(.tooDeep, at: offset) }
        depth += 1
        offset += 1
    }

    private mutating func word(_ word: StaticString, meaning value: JSON) throws(JSONError) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[index] else { throw unexpected() }
            offset += 1
        }
        return value
    }

    /// Steps over `byte` and the blanks before it, if it is what comes next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == .space || byte == .lineFeed || byte == .carriageReturn || byte == .tab {
            offset += 1
        }
    }

    func unexpected(_ reason: JSONError.Reason = .unexpectedByte) -> JSONError {
        JSONError(next == nil ? .endsEarly : reason, at: offset)
    }
}
