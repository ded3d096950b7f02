import DialectKit
import PaymentCore

extension JSONObjectWriter {
    /// An entry of the event log. Source: wire/vipps.md §2.6.
    mutating func logEntry(_ entry: LogEntry, of reference: String) {
        string("reference", reference)
        string("pspReference", entry.pspReference)
        string("name", entry.name.rawValue)
        amount("amount", entry.amount)
        string("timestamp", InstantSpelling.zuluMilliseconds(entry.at.milliseconds))
        if let key = entry.key { string("idempotencyKey", key) }
        bool("success", entry.succeeded)
    }
}
