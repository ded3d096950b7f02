/// Bodies are walked byte by byte and not parsed: what is malformed or cut off may hold a card number too.
extension Redaction {
    /// JSON with the values of secret members replaced.
    static func withoutSecretMembers(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == .quote else {
                kept.append(bytes[index])
                index += 1
                continue
            }
            let end = endOfString(bytes, at: index)
            kept += bytes[index..<end]
            let name = bytes[index..<end].dropFirst().dropLast()
            index = end
            let colon = endOfBlanks(bytes, at: end)
            guard colon < bytes.count, bytes[colon] == .colon, isSecretMember(name) else { continue }
            kept += ":\"\(mark)\"".utf8
            index = endOfValue(bytes, at: colon + 1)
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

    /// Where the string that begins here ends, quotes included, or the bytes do.
    private static func endOfString(_ bytes: [UInt8], at start: Int) -> Int {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case .backslash: index += 2
            case .quote: return index + 1
            default: index += 1
            }
        }
        return bytes.count
    }

    private static func endOfBlanks(_ bytes: [UInt8], at start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] <= .space { index += 1 }
        return index
    }

    /// Where the value that begins here, with the blanks before it, ends, or the bytes do.
    private static func endOfValue(_ bytes: [UInt8], at start: Int) -> Int {
        var index = start
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case .quote:
                index = endOfString(bytes, at: index)
                if depth == 0 { return index }
                continue
            case .openBrace, .openBracket: depth += 1
            case .closeBrace, .closeBracket:
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case .comma: if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return index
    }
}
