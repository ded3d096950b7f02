import DialectKit
import PaymentCore

/// How Checkout.com spells identifiers: a prefix, `_` and 26 characters of base 32. Source: wire/checkout.md §2.
enum Name {
    static func spell<Kind>(_ id: Identifier<Kind>, _ prefix: String) -> String {
        "\(prefix)_\(Base32.spell(hi: id.high, lo: id.low))"
    }

    /// Nil for another prefix or anything that `spell` would not have written.
    static func read<Kind>(_ text: some StringProtocol, _ prefix: String) -> Identifier<Kind>? {
        guard text.hasPrefix(prefix + "_"), let words = Base32.read(text.dropFirst(prefix.count + 1)) else {
            return nil
        }
        return Identifier(high: words.hi, low: words.lo)
    }
}

enum PaymentName {
    static func spell(_ id: PaymentID) -> String { Name.spell(id, "pay") }

    /// A payment is also found by the name of its 3-D Secure session. Source: wire/checkout.md §4.6.
    static func read(_ text: some StringProtocol) -> PaymentID? {
        Name.read(text, "pay") ?? SessionName.read(text)
    }
}

/// The 3-D Secure session of a payment: the same bits under another prefix. Whoever knows it may act as the payer.
enum SessionName {
    static func spell(_ id: PaymentID) -> String { Name.spell(id, "sid") }
    static func read(_ text: some StringProtocol) -> PaymentID? { Name.read(text, "sid") }
}

enum ActionName {
    static func spell(_ id: OperationID) -> String { Name.spell(id, "act") }
}

enum InstrumentKind {}
enum CustomerKind {}
enum TokenKind {}
enum NoticeKind {}

typealias InstrumentID = Identifier<InstrumentKind>
typealias CustomerID = Identifier<CustomerKind>
typealias TokenID = Identifier<TokenKind>
/// An event as merchants hear of it.
typealias NoticeID = Identifier<NoticeKind>

enum InstrumentName {
    static func spell(_ id: InstrumentID) -> String { Name.spell(id, "src") }
    static func read(_ text: some StringProtocol) -> InstrumentID? { Name.read(text, "src") }
}

enum CustomerName {
    static func spell(_ id: CustomerID) -> String { Name.spell(id, "cus") }
    static func read(_ text: some StringProtocol) -> CustomerID? { Name.read(text, "cus") }
}

enum TokenName {
    static func spell(_ id: TokenID) -> String { Name.spell(id, "tok") }
    static func read(_ text: some StringProtocol) -> TokenID? { Name.read(text, "tok") }
}

extension PaymentID {
    /// The instrument that this payment's card becomes.
    var instrument: InstrumentID { derived(1 << 32) }

    /// The customer of a payment whose request names nobody who could be found again.
    var customer: CustomerID { derived(2 << 32) }

    /// What merchants know an event of this payment as; it leads back here by the first half, which stays.
    func notice(_ sequence: Int) -> NoticeID { derived((3 << 32) + sequence) }
}
