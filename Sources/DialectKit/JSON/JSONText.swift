/// How strings and integers are spelled in JSON: shared by the tree and the writer, so both give the same bytes.
extension [UInt8] {
    /// Appends `text` in quotes: `"`, `\` and control characters escaped, everything else as it is, copied run by run.
    mutating func append(jsonString text: String) {
        var text = text
        append(.quote)
        text.withUTF8 { bytes in
            var run = 0
            for index in 0..<bytes.count {
                let byte = bytes[index]
                guard byte < 0x20 || byte == .quote || byte == .backslash else { continue }
                append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run..<index]))
                append(jsonEscape: byte)
                run = index + 1
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run...]))
        }
        append(.quote)
    }

    private mutating func append(jsonEscape byte: UInt8) {
        append(.backslash)
        switch byte {
        case .quote, .backslash: append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x0C: append(UInt8(ascii: "f"))
        case .lineFeed: append(UInt8(ascii: "n"))
        case .carriageReturn: append(UInt8(ascii: "r"))
        case .tab: append(UInt8(ascii: "t"))
        default:
            append(contentsOf: "u00".utf8)
            append((byte >> 4).lowercaseHexDigit)
            append(byte.lowercaseHexDigit)
        }
    }

    /// Appends the decimal digits of `value`, with `-` when it is negative.
    mutating func append(decimal value: Int64) {
        if value < 0 { append(.minus) }
        let start = count
        var rest = value.magnitude
        repeat {
            append(.zero + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }
}
