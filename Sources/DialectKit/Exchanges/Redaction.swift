/// Takes out of a request or an answer what nobody may keep: card numbers, security codes, credentials, secrets.
///
/// By the name of a header, member or parameter, whatever its case and punctuation; and card numbers wherever they stand.
/// Where it is in doubt it takes out too much.
package enum Redaction {
    package static let mark = "[redacted]"

    /// Kept at most, and of each value this many bytes.
    private static let headerLimit = 64
    private static let headerValueLimit = 1_024

    package static func headers(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        headers.prefix(headerLimit).map { header in
            if isSecretHeader(header.name) { return (header.name, mark) }
            let value = Array(header.value.utf8.prefix(headerValueLimit))
            return (header.name, header.name.lowercased() == "location" ? target(value) : text(withoutCards(value)))
        }
    }

    /// A path, or an address, with its query.
    package static func target(_ target: some Sequence<UInt8>) -> String {
        let bytes = Array(target)
        let path = bytes.prefix { $0 != UInt8(ascii: "?") }
        let query = bytes.dropFirst(path.count + 1)
        guard !query.isEmpty else { return text(withoutCards(Array(path))) }
        return text(withoutCards(Array(path) + [UInt8(ascii: "?")] + withoutSecretPairs(query)))
    }

    /// Any text that a client chose, without card numbers.
    package static func word(_ word: String) -> String { text(withoutCards(Array(word.utf8))) }

    /// JSON and forms are kept; of any other body only its type. The bytes may end anywhere.
    package static func body(_ bytes: [UInt8], type: String?) -> String {
        let type = type?.prefix { $0 != ";" }.lowercased().filter { $0 != " " } ?? ""
        let first = bytes.first { $0 > .space }
        let kept: [UInt8]
        if bytes.isEmpty {
            return ""
        } else if first == .openBrace || first == .openBracket {
            kept = withoutSecretMembers(bytes)
        } else if type.isEmpty || type == "application/x-www-form-urlencoded" {
            kept = withoutSecretPairs(bytes[...])
        } else {
            return "[\(text(withoutCards(Array(type.utf8.prefix(100))))) is not kept]"
        }
        return text(withoutCards(bytes.count < WireContent.bodyLimit ? kept : withoutLastDigits(kept)))
    }

    /// Where a body was cut off, the beginning of a card number may stand.
    private static func withoutLastDigits(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        while let last = bytes.last, last.isDigit || CardNumbers.isSeparator(last) { bytes.removeLast() }
        return bytes
    }

    private static func withoutCards(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        CardNumbers.mask(&bytes)
        return bytes
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
