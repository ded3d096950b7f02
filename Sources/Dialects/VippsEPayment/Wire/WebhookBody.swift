import DialectKit

/// What a webhook tells: the event's own reference and amount, in this order. Source: wire/vipps.md §3.2.
struct WebhookBody {
    let entry: LogEntry
    let unit: String
    let reference: String

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.string("msn", unit)
            $0.logEntry(entry, of: reference)
        }
        return json.bytes
    }
}
