extension JSONReader {
    /// Reads a number and keeps its text.
    mutating func number() throws(JSONError) -> String {
        let start = offset
        if next == .minus { offset += 1 }
        if next == .zero {
            offset += 1
            if next?.isDigit == true { throw unexpected(.badNumber) }
        } else {
            try digits()
        }
        if next == .dot {
            offset += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == .plus || next == .minus { offset += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    /// Steps over one digit or more.
    private mutating func digits() throws(JSONError) {
        guard next?.isDigit == true else { throw unexpected(.badNumber) }
        while next?.isDigit == true { offset += 1 }
    }
}
