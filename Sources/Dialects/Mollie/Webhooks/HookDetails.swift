import DialectKit
import PaymentCore

/// What Mollie keeps with a webhook subscription. Source: wire/mollie.md §10.2.
struct HookDetails {
    var name: String
    /// As they were asked for: `*`, or types.
    var eventTypes: [String]
    let mode: Mode
    /// Links of what is sent begin with it: the address under which the subscription was made.
    let origin: String

    func admits(_ type: HookEventType) -> Bool { eventTypes.contains("*") || eventTypes.contains(type.rawValue) }

    var links: Links { Links(origin: origin, carriesTestmode: mode == .test) }
}

extension HookDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(name)
        writer.unsigned(UInt64(eventTypes.count))
        for type in eventTypes { writer.string(type) }
        writer.string(mode.rawValue)
        writer.string(origin)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("webhook details of an unknown version") }
        name = try reader.string()
        var types: [String] = []
        for _ in 0..<(try reader.count(limit: 1_000)) { types.append(try reader.string()) }
        eventTypes = types
        guard let mode = Mode(rawValue: try reader.string()) else { throw CorruptRecord("unknown mode") }
        self.mode = mode
        origin = try reader.string()
    }
}

extension Subscription {
    /// Nil when its bytes are not Mollie's.
    var hook: HookDetails? { try? HookDetails(canonicalBytes: details) }
}

/// How Mollie spells subscriptions and events: 21 characters or more after the prefix. Source: wire/mollie.md §1.
enum HookName {
    static func spell(_ id: SubscriptionID) -> String { PrefixedName.spell(id, "hook_") }
    static func read(_ text: some StringProtocol) -> SubscriptionID? { PrefixedName.read(text, "hook_") }
}
