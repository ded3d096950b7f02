import DialectKit
import PaymentCore

/// The UUID of a payment's creation. Source: wire/vipps.md §2.5.
enum PSPReference {
    static func spell(_ id: PaymentID) -> String { UUIDSpelling.spell(hi: id.high, lo: id.low) }
}
