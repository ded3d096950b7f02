import DialectKit
import PaymentCore

/// Who wants to hear of which events of a sale unit. Source: wire/vipps.md §3.1.
struct Registration: Hashable, Sendable {
    let id: Identifier<Registration>
    let url: String
    let events: [String]
    let secret: SigningSecret

    var name: String { UUIDSpelling.spell(hi: id.high, lo: id.low) }

    /// What the outbox calls it: registrations of one address are told apart.
    var endpoint: String { "\(url)#\(name)" }

    static func id(inEndpoint endpoint: String) -> Identifier<Registration>? {
        endpoint.split(separator: "#").last.flatMap(id(named:))
    }

    static func id(named text: some StringProtocol) -> Identifier<Registration>? {
        UUIDSpelling.read(text).map { Identifier(high: $0.hi, low: $0.lo) }
    }
}

extension Registration: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(id)
        writer.string(url)
        writer.unsigned(UInt64(events.count))
        for event in events { writer.string(event) }
        writer.value(secret)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a registration of an unknown version") }
        id = try reader.value()
        url = try reader.string()
        var events: [String] = []
        for _ in 0..<(try reader.count(limit: 1_000)) { events.append(try reader.string()) }
        self.events = events
        secret = try reader.value()
    }
}

/// The names of what can be registered for. Source: wire/vipps.md §3.1, and for other products' the list of the Webhooks API's
/// events.
enum EventType {
    static func of(_ entry: LogEntry) -> String { "epayments.payment.\(entry.name.rawValue.lowercased()).v1" }

    /// No other is taken, so a registration is never larger than its address and these together. Those of Vipps MobilePay's
    /// other products are taken too; nothing here makes them happen.
    static let known: Set<String> = {
        let payments = LogEntry.Name.allCases.map { "epayments.payment.\($0.rawValue.lowercased()).v1" }
        let agreements = ["activated", "rejected", "stopped", "expired"].map { "recurring.agreement-\($0).v1" }
        let charges = ["reserved", "captured", "canceled", "failed", "refunded", "creation-failed"]
            .map { "recurring.charge-\($0).v1" }
        return Set(payments + agreements + charges + ["user.checked-in.v1", "login.merchant-initiated.ping.v1"])
    }()
}
