/// How an outbox row names a subscription, instead of an address of the payment's own: `subscription:` and 32 hex digits,
/// and after a slash the topic, where one event is told to a subscription more than once.
package struct SubscriptionEndpoint: Hashable, Sendable {
    package let id: SubscriptionID
    /// At most 64 lowercase letters, digits, `.`, `_` and `-`; empty where an event is told once.
    package let topic: String

    package static let prefix = "subscription:"
    /// Characters of a name without its topic.
    package static let length = 45

    package init(_ id: SubscriptionID, topic: String = "") {
        precondition(topic.utf8.count <= 64 && topic.utf8.allSatisfy(Self.isTopicByte), "a topic is short and plain")
        self.id = id
        self.topic = topic
    }

    /// Nil for anything that `text` would not have spelled.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].utf8.count == Self.length, parts[0].hasPrefix(Self.prefix) else { return nil }
        let digits = parts[0].dropFirst(Self.prefix.count)
        guard digits.utf8.allSatisfy(Self.isDigit), let high = UInt64(digits.prefix(16), radix: 16),
            let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        if parts.count == 2 {
            guard (1...64).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(Self.isTopicByte) else { return nil }
        }
        id = SubscriptionID(high: high, low: low)
        topic = parts.count == 2 ? String(parts[1]) : ""
    }

    package var text: String { lane + (topic.isEmpty ? "" : "/" + topic) }

    /// What is told in order: everything that one subscription hears of a payment.
    package var lane: String { Self.prefix + Self.hex(id.high) + Self.hex(id.low) }

    /// The lane of any endpoint; an address of the payment's own is its own lane.
    package static func lane(of endpoint: String) -> String {
        endpoint.hasPrefix(prefix) ? String(endpoint.prefix(length)) : endpoint
    }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    private static func isTopicByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
