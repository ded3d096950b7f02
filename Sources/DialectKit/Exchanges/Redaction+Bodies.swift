/// Bodies are walked byte by byte and not parsed: what is malformed or cut off may hold a card number too.
extension Redaction {
    /// JSON with the values of secret members replaced.
    static func withoutSecretMembers(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            guard byte == .quote else {
                kept.append(byte)
                rest = rest.dropFirst()
                continue
            }
            let text = string(at: rest)
            kept += text
            rest = rest.dropFirst(text.count)
            let blanks = rest.prefix { $0 <= .space }
            guard rest.dropFirst(blanks.count).first == .colon, isSecretMember(text.dropFirst().dropLast()) else {
                continue
            }
            rest = rest.dropFirst(blanks.count + 1)
            rest = rest.dropFirst(value(at: rest).count)
            kept += Array(":\"\(mark)\"".utf8)
        }
        return kept
    }

    /// `name=value` pairs with the values of secret ones replaced.
    static func withoutSecretPairs(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        for (index, pair) in bytes.split(separator: .ampersand, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { kept.append(.ampersand) }
            let name = pair.prefix { $0 != .equals }
            kept += name.count < pair.count && isSecretParameter(name) ? name + Array("=\(mark)".utf8) : pair
        }
        return kept
    }

    /// The string that begins here, quotes included, or as much of it as there is.
    private static func string(at bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var index = bytes.startIndex + 1
        while index < bytes.endIndex {
            switch bytes[index] {
            case .backslash: index += 2
            case .quote: return bytes[...index]
            default: index += 1
            }
        }
        return bytes
    }

    /// The value that begins here, with the blanks before it, or as much of it as there is.
    private static func value(at bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var index = bytes.startIndex
        var depth = 0
        while index < bytes.endIndex {
            switch bytes[index] {
            case .quote:
                index = string(at: bytes[index...]).endIndex
                if depth == 0 { return bytes[..<index] }
                continue
            case .openBrace, .openBracket: depth += 1
            case .closeBrace, .closeBracket:
                if depth == 0 { return bytes[..<index] }
                depth -= 1
                if depth == 0 { return bytes[...index] }
            case .comma: if depth == 0 { return bytes[..<index] }
            default: break
            }
            index += 1
        }
        return bytes
    }
}
