import DialectKit
import PaymentCore

/// What happened, in our own words: the type of a webhook.
enum EventType {
    /// The event's own word. Nil for what nobody outside has to know, and for what another event tells.
    static func of(_ event: Event) -> String? { all.contains(event.word) ? event.word : nil }

    static let endpointDisabled = "webhook_endpoint.disabled"

    /// Everything that an endpoint may ask for.
    static let all: Set<String> =
        Set(
            [
                "payment.created", "payment.authorized", "payment.declined", "payment.withdrawn", "payment.abandoned",
                "payment.expired", "payment.settled", "hold.lapsing", "hold.lapsed", "remainder.released",
                endpointDisabled,
            ]
                + ["capture", "void", "refund", "reversal", "increment", "reauthorization"].flatMap { family in
                    ["pending", "succeeded", "failed"].map { "\(family).\($0)" }
                })
}

/// Which types an endpoint hears of: `*`, a family such as `capture.*`, or a type.
struct EventFilter {
    let patterns: [String]

    func admits(_ type: String) -> Bool {
        patterns.contains { pattern in
            pattern == "*" || pattern == type
                || (pattern.hasSuffix(".*") && type.hasPrefix(pattern.dropLast()))
        }
    }

    static func isPattern(_ text: String) -> Bool {
        text == "*" || EventType.all.contains(text)
            || (text.hasSuffix(".*") && EventType.all.contains { $0.hasPrefix(text.dropLast()) })
    }
}

extension EventFilter: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.unsigned(UInt64(patterns.count))
        for pattern in patterns { writer.string(pattern) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("an event filter of an unknown version") }
        var patterns: [String] = []
        for _ in 0..<(try reader.count(limit: 1_000)) { patterns.append(try reader.string()) }
        self.patterns = patterns
    }
}

extension Subscription {
    /// Nothing when its bytes are not of our own wire.
    var filter: EventFilter { (try? EventFilter(canonicalBytes: details)) ?? EventFilter(patterns: []) }
}
