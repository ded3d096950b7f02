import DialectKit
import Ledger
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

/// A settlement, and the balance it is paid out from: one an account and currency.
enum SettlementName {
    static func spell(_ id: SettlementID) -> String { PrefixedName.spell(id, "stl_") }
    static func read(_ text: some StringProtocol) -> SettlementID? { PrefixedName.read(text, "stl_") }
    static func balance(of settlement: Settlement) -> String {
        let id: SettlementID = settlement.account.derived(Int(settlement.currency.packed))
        return PrefixedName.spell(id, "bal_")
    }
}

/// The token of the card that paid: one a payment, ten characters after the prefix.
enum CardTokenName {
    static func spell(of payment: PaymentID) -> String {
        let id: PaymentID = payment.derived(ordinal)
        return "tkn_" + Base58.spell(hi: id.high, lo: id.low).suffix(10)
    }

    /// Away from the ordinals of what else is named after a payment.
    private static let ordinal = 0x4D00_0000_0000 - 1
}

/// The website profile a payment belongs to: one a merchant, ten characters after the prefix.
enum ProfileName {
    static func spell(_ merchant: MerchantID) -> String {
        "pfl_" + Base58.spell(hi: merchant.high, lo: merchant.low).suffix(10)
    }
}
