import DialectKit
import PaymentCore

/// How Mollie spells identifiers. Source: wire/mollie.md §1, "IDs": 22 characters after the prefix are current.
enum PaymentName {
    static func spell(_ id: PaymentID) -> String { PrefixedName.spell(id, "tr_") }
    static func read(_ text: some StringProtocol) -> PaymentID? { PrefixedName.read(text, "tr_") }
}

enum CaptureName {
    static func spell(_ id: OperationID) -> String { PrefixedName.spell(id, "cpt_") }
    static func read(_ text: some StringProtocol) -> OperationID? { PrefixedName.read(text, "cpt_") }
}

enum RefundName {
    static func spell(_ id: OperationID) -> String { PrefixedName.spell(id, "re_") }
    static func read(_ text: some StringProtocol) -> OperationID? { PrefixedName.read(text, "re_") }
}

/// The website profile a payment belongs to: one a merchant, ten characters after the prefix.
enum ProfileName {
    static func spell(_ merchant: MerchantID) -> String {
        "pfl_" + Base58.spell(hi: merchant.high, lo: merchant.low).suffix(10)
    }
}
