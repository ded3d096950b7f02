package import Ledger

/// One intent to pay: one merchant, one currency, from birth (I10). Facts only; every status word is a dialect's.
package struct Payment: Hashable, Sendable {
    package let id: PaymentID
    package let birth: Birth
    /// Many hands hold a payment; its state is copied when one of them changes it, not before.
    package private(set) var shared: SharedState
    /// What the dialect keeps with the payment, in the dialect's own encoding; never read below it.
    package var details: Details

    package init(id: PaymentID, birth: Birth, state: State, details: Details) {
        self.id = id
        self.birth = birth
        self.shared = SharedState(state)
        self.details = details
    }

    package var state: State {
        _read { yield shared.state }
        _modify {
            if !isKnownUniquelyReferenced(&shared) { shared = SharedState(shared.state) }
            yield &shared.state
        }
    }

    /// What never changes.
    package struct Birth: Hashable, Sendable {
        package let merchant: MerchantID
        package let account: AccountID
        package let wire: WireName
        package let requested: Money
        package let rail: Rail
        package let at: Instant

        package init(
            merchant: MerchantID, account: AccountID, wire: WireName, requested: Money, rail: Rail, at: Instant
        ) {
            self.merchant = merchant
            self.account = account
            self.wire = wire
            self.requested = requested
            self.rail = rail
            self.at = at
        }
    }

    /// What events change. Amounts in minor units of the payment's currency; read them through `Payment`'s properties.
    package struct State: Hashable, Sendable {
        package var terms: Terms
        package var instrument: Instrument?
        package var authorized: Int64 = 0
        package var captured: Int64 = 0
        package var released: Int64 = 0
        package var refunded: Int64 = 0
        /// Operations that have begun and not ended, oldest first; at most `Payment.pendingLimit`.
        package var pending: [Operation] = []
        /// Captures that succeeded.
        package var captures: Int = 0
        /// A capture that succeeded said it was the last.
        package var finalCaptureMade = false
        /// The capture that the terms ask for has been asked of the issuer, whatever it answered.
        package var automaticCaptureAsked = false
        package var ending: Ending?
        package var authorizedAt: Instant?
        package var lapsesAt: Instant?
        package var lapsedAt: Instant?
        package var captureBefore: Instant?
        package var lastCapturedAt: Instant?
        /// When the merchant was warned that the guarantee runs out.
        package var lapseWarnedAt: Instant?
        /// Paid out so far; negative while the merchant owes. Signed minor units.
        package var settled: Int64 = 0
        /// When the first capture or refund came that is not paid out yet.
        package var unsettledSince: Instant?
        /// The last settlement that paid something of it out, or took something back.
        package var settlement: SettlementID?
        /// Set when nothing of an authorization is capturable or pending any more.
        package var closed: Closing?
        /// Number of the last event; they count from 1 without gaps (I8).
        package var sequence: Int = 0
        package var lastEventAt: Instant
        /// The event that carries the current details.
        package var detailsSequence: Int = 1

        package init(terms: Terms, instrument: Instrument?, at: Instant) {
            self.terms = terms
            self.instrument = instrument
            self.lastEventAt = at
        }
    }

    /// How a payment ended before it was authorized.
    package struct Ending: Hashable, Sendable {
        package let at: Instant
        package let cause: Cause

        package enum Cause: Hashable, Sendable {
            /// By the merchant.
            case withdrawn
            /// By the issuer or the payer.
            case declined(FailureReason)
            /// The payer never answered.
            case abandoned
        }
    }

    /// When and by what the hold came to nothing.
    package struct Closing: Hashable, Sendable {
        package let at: Instant
        package let cause: Cause

        package enum Cause: UInt8, Hashable, Sendable { case captured, voided, expired }
    }

    /// How many operations may be pending at once.
    package static let pendingLimit = 100
}

/// Bytes a dialect keeps with a payment or an operation. May hold personal data: the hash chain covers a salted
/// commitment to it, so that it can be erased.
package struct Details: Hashable, Sendable {
    package let bytes: [UInt8]
    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package static let none = Details([])
}

/// Amounts, derived (design section 4).
extension Payment {
    package var currency: Currency { birth.requested.currency }
    package var authorized: Money { money(state.authorized) }
    package var captured: Money { money(state.captured) }
    package var released: Money { money(state.released) }
    package var refunded: Money { money(state.refunded) }
    package var pendingCaptures: Money { money(state.pending.reduce(0) { $0 + $1.order.capturing }) }
    package var pendingReleases: Money { money(state.pending.reduce(0) { $0 + $1.order.releasing }) }
    package var pendingRefunds: Money { money(state.pending.reduce(0) { $0 + $1.order.refunding }) }

    /// authorized − captured − pending captures − released − pending releases.
    package var capturable: Money { authorized - captured - pendingCaptures - released - pendingReleases }
    /// captured − refunded − pending refunds.
    package var refundable: Money { captured - refunded - pendingRefunds }

    /// Captures that count against the terms: succeeded or pending.
    package var capturesCounted: Int { state.captures + state.pending.count { $0.order.capturing > 0 } }

    func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: currency) }
}
