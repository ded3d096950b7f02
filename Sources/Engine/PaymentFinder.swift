package import Ledger
package import PaymentCore

/// Finds payments among very many: by what they are, and by the names that people know them by.
package protocol PaymentFinder: Sendable {
    /// A merchant's payments that fit, the newest by the merchant's own time first, from behind `place` on when it is
    /// given. Looks at `PaymentFilter.lookLimit` payments at most, and says where it stopped.
    func payments(
        of merchant: MerchantID, _ filter: PaymentFilter, olderThan place: BirthPlace?, limit: Int
    ) throws(StoreError) -> FoundPayments

    /// A merchant's payments with a name that begins with `beginning`, in the order of those names; at most `limit`.
    func payments(
        of merchant: MerchantID, named beginning: SearchName, limit: Int
    ) throws(StoreError) -> [Payment]

    /// What was captured and refunded on each day since `start`, by currency; days on which nothing was are left out. Takes
    /// a look at every payment of the merchant.
    func volumes(of merchant: MerchantID, since start: Instant) throws(StoreError) -> [DayVolume]
}

/// Which payments are wanted; nil stands for all.
package struct PaymentFilter: Hashable, Sendable {
    package var wire: WireName?
    package var phase: Payment.Phase?
    package var currency: Currency?
    /// Of what the payer was asked for. Unit: minor units, both included.
    package var amount: ClosedRange<Int64>?
    /// When the payment was born, by the merchant's clock; the end is not included.
    package var since: Instant?
    package var before: Instant?

    /// Payments that one question looks at, so that it costs the same whoever asks it.
    package static let lookLimit = 20_000

    package init() {}

    package func fits(_ payment: Payment) -> Bool {
        let birth = payment.birth
        return wire.map { $0 == birth.wire } ?? true && phase.map { $0 == payment.phase } ?? true
            && currency.map { $0 == birth.requested.currency } ?? true
            && amount.map { $0.contains(birth.requested.minorUnits) } ?? true
            && since.map { $0 <= birth.at } ?? true && before.map { birth.at < $0 } ?? true
    }
}

/// A payment's place among its merchant's, by birth.
package struct BirthPlace: Hashable, Comparable, Sendable {
    package let at: Instant
    package let payment: PaymentID

    package init(at: Instant, payment: PaymentID) {
        self.at = at
        self.payment = payment
    }

    package init(_ payment: Payment) { self.init(at: payment.birth.at, payment: payment.id) }

    package static func < (left: Self, right: Self) -> Bool {
        left.at == right.at ? left.payment < right.payment : left.at < right.at
    }
}

package struct FoundPayments: Hashable, Sendable {
    package let payments: [Payment]
    /// Nil: there are no others. Otherwise where to go on.
    package let next: BirthPlace?
    /// The question ended because it had looked at enough, not because it had found enough.
    package let isCutShort: Bool

    package init(payments: [Payment], next: BirthPlace?, isCutShort: Bool) {
        self.payments = payments
        self.next = next
        self.isCutShort = isCutShort
    }
}

/// A reference, an order number, an operation's id: what people look for a payment by. Compared without regard to case.
package struct SearchName: Hashable, Sendable {
    package let text: String

    /// Longer names are kept this far. Unit: bytes of UTF-8.
    package static let byteLimit = 128

    /// Nil for an empty text.
    package init?(_ text: some StringProtocol) {
        var short = ""
        var bytes = 0
        for character in text.lowercased() where !character.unicodeScalars.contains("\0") {
            if short.isEmpty, character.isWhitespace { continue }
            bytes += character.utf8.count
            guard bytes <= Self.byteLimit else { break }
            short.append(character)
        }
        while short.last?.isWhitespace == true { short.removeLast() }
        guard !short.isEmpty else { return nil }
        self.text = short
    }

    /// Greater than every name that begins with this one, and smaller than every other that is greater.
    package var end: String { text + "\u{10FFFF}" }
}

/// What was captured and refunded on one day, in one currency.
package struct DayVolume: Hashable, Sendable {
    /// Midnight, UTC.
    package let day: Instant
    package let currency: Currency
    /// Minor units: of many payments, and so perhaps more than an amount of money can be. It ends where 64 bits do.
    package let captured: Int64
    package let refunded: Int64

    package init(day: Instant, currency: Currency, captured: Int64, refunded: Int64) {
        self.day = day
        self.currency = currency
        self.captured = captured
        self.refunded = refunded
    }
}
