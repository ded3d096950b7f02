import Glibc

/// A parameter of a statement.
enum SQLiteValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text([UInt8])
    case blob([UInt8])

    /// The values that stand in `expanded` where `sql` has `?1`, `?2` and so on.
    static func parameters(of sql: String, in expanded: String) -> [SQLiteValue] {
        let (template, text) = (Array(sql.utf8), Array(expanded.utf8))
        var values: [SQLiteValue] = []
        var (place, read) = (0, 0)
        while place < template.count {
            guard template[place] == UInt8(ascii: "?") else {
                place += 1
                read += 1
                continue
            }
            place += 1
            var number = 0
            while place < template.count, (48...57).contains(template[place]) {
                number = number * 10 + Int(template[place]) - 48
                place += 1
            }
            let value = literal(text, &read)
            while values.count < number { values.append(.null) }
            values[number - 1] = value
        }
        return values
    }

    private static func literal(_ text: [UInt8], _ place: inout Int) -> SQLiteValue {
        let start = place
        switch text[place] {
        case UInt8(ascii: "N"):
            place += 4
            return .null
        case UInt8(ascii: "x"):
            place += 2
            while text[place] != UInt8(ascii: "'") { place += 1 }
            defer { place += 1 }
            return .blob(bytes(ofHex: text[(start + 2)..<place]))
        case UInt8(ascii: "z"):
            // `zeroblob(0)` is all that the store binds of these.
            while text[place] != UInt8(ascii: ")") { place += 1 }
            place += 1
            return .blob([])
        case UInt8(ascii: "'"):
            var value: [UInt8] = []
            place += 1
            while true {
                if text[place] == UInt8(ascii: "'") {
                    guard place + 1 < text.count, text[place + 1] == UInt8(ascii: "'") else { break }
                    place += 1
                }
                value.append(text[place])
                place += 1
            }
            place += 1
            return .text(value)
        default:
            while place < text.count, (48...57).contains(text[place]) || text[place] == UInt8(ascii: "-") { place += 1 }
            return .integer(Int64(String(decoding: text[start..<place], as: UTF8.self)) ?? 0)
        }
    }

    private static func bytes(ofHex digits: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            let value = digit <= 57 ? digit - 48 : (digit | 0x20) - 87
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
