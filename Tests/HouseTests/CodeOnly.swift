/// Blanks the comments and the text of strings in Swift source, so that a scan sees code alone.
///
/// Every line stays where it is. Code inside an interpolation stays. A quotation mark inside a regular expression literal
/// is taken for a string, to the end of its line at most.
struct CodeOnly {
    private let source: [UInt8]
    private var code: [UInt8] = []
    private var at = 0

    static func of(_ text: String) -> String {
        var scan = CodeOnly(source: Array(text.utf8))
        scan.copyCode()
        return String(decoding: scan.code, as: UTF8.self)
    }

    private init(source: [UInt8]) {
        self.source = source
        code.reserveCapacity(source.count)
    }

    /// Copies code until the end, or until the parenthesis that closes an interpolation.
    private mutating func copyCode(inInterpolation: Bool = false) {
        var depth = 1
        while at < source.count {
            if sees("//") {
                blankLine()
            } else if sees("/*") {
                blankBlockComment()
            } else if let hashes = stringStart() {
                blankString(hashes: hashes)
            } else {
                let byte = source[at]
                copy()
                guard inInterpolation else { continue }
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                if depth == 0 { return }
            }
        }
    }

    private mutating func blankLine() {
        while at < source.count, source[at] != newline { blank() }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < source.count
    }

    /// How many `#` stand before the quotation mark of a string that begins here; nil where none begins.
    private func stringStart() -> Int? {
        var hashes = 0
        while at + hashes < source.count, source[at + hashes] == hash { hashes += 1 }
        return at + hashes < source.count && source[at + hashes] == quote ? hashes : nil
    }

    private mutating func blankString(hashes: Int) {
        blank(hashes)
        let isMultiline = sees("\"\"\"")
        let marks = String(repeating: "\"", count: isMultiline ? 3 : 1)
        let fence = String(repeating: "#", count: hashes)
        blank(marks.utf8.count)
        while at < source.count {
            if sees(marks + fence) {
                blank(marks.utf8.count + hashes)
                return
            } else if sees("\\" + fence + "(") {
                blank(2 + hashes)
                copyCode(inInterpolation: true)
            } else if sees("\\" + fence) {
                blank(2 + hashes)
            } else if source[at] == newline, !isMultiline {
                return
            } else {
                blank()
            }
        }
    }

    private func sees(_ text: String) -> Bool {
        source[at...].starts(with: text.utf8)
    }

    private mutating func copy() {
        code.append(source[at])
        at += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < source.count {
            code.append(source[at] == newline ? newline : UInt8(ascii: " "))
            at += 1
        }
    }
}

private let newline = UInt8(ascii: "\n")
private let quote = UInt8(ascii: "\"")
private let hash = UInt8(ascii: "#")
