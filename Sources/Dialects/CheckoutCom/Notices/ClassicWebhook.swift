import DialectKit
import PaymentCore

/// What the classic platform calls a subscription. Signed with the secret key that registered it, as the real one signs
/// with the account's. Source: wire/checkout.md §13.1 and §13.2.
struct ClassicWebhook {
    let id: WorkflowID
    var url: String
    var isActive: Bool
    /// JSON text.
    var headers: [UInt8]
    var types: [String]
    let secret: SigningSecret

    /// 32 hex digits, unlike every other name.
    var spelled: String { "wh_" + Hex.spell(hi: id.high, lo: id.low) }

    static func id(spelled text: String) -> WorkflowID? {
        guard text.hasPrefix("wh_"), let words = Hex.read(text.dropFirst(3)) else { return nil }
        return WorkflowID(high: words.hi, low: words.lo)
    }

    func subscriptions() -> [Subscription] {
        guard isActive else { return [] }
        return [
            Subscription(
                name: spelled, url: url, headers: WebhookHeaders.list(headers), secret: secret, types: Set(types))
        ]
    }
}

extension ClassicWebhook: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(id)
        writer.string(url)
        writer.bool(isActive)
        writer.blob(headers)
        writer.unsigned(UInt64(types.count))
        for type in types { writer.string(type) }
        writer.value(secret)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a webhook of an unknown version") }
        id = try reader.value()
        url = try reader.string()
        isActive = try reader.bool()
        headers = try reader.blob()
        types = try reader.strings()
        secret = try reader.value()
    }
}
