/// An address that mail can be sent to: ASCII, one `@`, nothing that would end a header or a command.
package struct MailAddress: Hashable, Sendable {
    package let text: String

    /// Characters at most. Source: RFC 5321 §4.5.3.1.
    private static let limit = 254

    package init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.limit, parts.count == 2, (1...64).contains(parts[0].utf8.count),
            !parts[1].isEmpty, text.utf8.allSatisfy(Self.isPlain)
        else { return nil }
        let labels = parts.flatMap { $0.split(separator: ".", omittingEmptySubsequences: false) }
        let isDomain = parts[1].utf8.allSatisfy { Self.isLetter($0) || ".-".utf8.contains($0) }
        guard labels.allSatisfy({ !$0.isEmpty }), isDomain else { return nil }
        self.text = text
    }

    package var domain: String { String(text.split(separator: "@")[1]) }

    /// Letters, digits and what a name may hold without quotes. Source: RFC 5322 §3.2.3, `atext`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        isLetter(byte) || "!#$%&'*+-/=?^_`{|}~.@".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
