import DialectKit
import PaymentCore

/// Payments and transactions are GUIDs in lower case. Source: wire/swedbank.md §2.
enum PaymentName {
    static func spell(_ id: PaymentID) -> String { UUIDSpelling.spell(hi: id.high, lo: id.low) }
    static func read(_ text: String) -> PaymentID? {
        UUIDSpelling.read(text).map { PaymentID(high: $0.hi, low: $0.lo) }
    }
}

enum TransactionName {
    static func spell(_ id: OperationID) -> String { UUIDSpelling.spell(hi: id.high, lo: id.low) }
    static func read(_ text: String) -> OperationID? {
        UUIDSpelling.read(text).map { OperationID(high: $0.hi, low: $0.lo) }
    }
}

/// What names a payment in the payer's browser.
enum PayerToken {
    static func spell(_ id: PaymentID) -> String { Hex.spell(hi: id.high, lo: id.low) }
    static func read(_ text: String) -> PaymentID? { Hex.read(text).map { PaymentID(high: $0.hi, low: $0.lo) } }
}

/// Numbers for people: 15 digits, so that a client may hold them as a JavaScript number too. They follow from the
/// identifier and identify nothing. Source: wire/swedbank.md §2, "`number` fields are 64-bit".
enum Numbers {
    static func of(_ id: PaymentID) -> Int64 { 700_000_000_000_000 + digits(id) }
    static func of(_ id: OperationID) -> Int64 { 710_000_000_000_000 + digits(id) }

    private static func digits<Kind>(_ id: Identifier<Kind>) -> Int64 {
        let mixed: Identifier<Kind> = id.derived(Int(truncatingIfNeeded: id.high))
        return Int64(mixed.low % 10_000_000_000_000)
    }
}
