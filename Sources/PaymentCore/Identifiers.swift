/// A 128-bit name, unguessable and ordered by birth, of one kind of thing.
///
/// Layout: 48 bits of milliseconds since 1970, 16 bits counted within the millisecond, 64 random bits. Each dialect
/// spells it in its own alphabet, so no mapping table exists.
package struct Identifier<Kind>: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A name for something that follows from this one, such as the automatic capture of a payment: the same
    /// `ordinal` always gives the same name, so that replaying a decision names the same thing.
    package func derived<Other>(_ ordinal: Int, as: Identifier<Other>.Type = Identifier<Other>.self) -> Identifier<
        Other
    > {
        var mixed = low &+ UInt64(truncatingIfNeeded: ordinal) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Identifier<Other>(high: high, low: mixed ^ (mixed >> 31))
    }

    /// One word is as good as both: half of it is random.
    package func hash(into hasher: inout Hasher) { hasher.combine(high &+ low) }
}

extension Identifier: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

package enum MerchantKind {}
package enum AccountKind {}
package enum PaymentKind {}
package enum OperationKind {}
package enum SettlementKind {}
package enum SubscriptionKind {}

package typealias MerchantID = Identifier<MerchantKind>
/// One wire's unit under a merchant: keys and references live within it.
package typealias AccountID = Identifier<AccountKind>
package typealias PaymentID = Identifier<PaymentKind>
package typealias OperationID = Identifier<OperationKind>
/// What an account is paid out together: it follows from the account, the currency and the instant.
package typealias SettlementID = Identifier<SettlementKind>
/// An endpoint that a merchant registered once, for many payments.
package typealias SubscriptionID = Identifier<SubscriptionKind>

/// The dialect a payment was born in, by its name.
package struct WireName: Hashable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
}
