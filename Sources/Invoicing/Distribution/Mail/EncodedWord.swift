import Foundation

/// Text in a header: letters of every language, and nothing that could begin another header. Source: RFC 2047.
enum EncodedWord {
    /// Bytes of one word, so that each line, with the header's name, stays within 76 characters.
    private static let stretch = 39

    static func spell(_ text: String) -> String {
        let text = text.map { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : $0 }
        if text.count <= 40, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }) {
            return String(text)
        }
        var words: [[UInt8]] = [[]]
        for scalar in text.flatMap(\.unicodeScalars) {
            let bytes = Array(UTF8.encode(scalar)!)
            if words[words.count - 1].count + bytes.count > stretch { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
