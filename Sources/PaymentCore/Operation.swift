package import Ledger

/// One movement of a payment, asked for once: it is pending, or it has ended.
package struct Operation: Hashable, Sendable {
    package let id: OperationID
    package let order: Order
    package var state: State
    package let startedAt: Instant
    /// When the simulated issuer will answer a pending operation. Nil on a connector, or once ended.
    package var answersAt: Instant?
    /// Until then the merchant may call a pending operation back. Nil: it is on its way, or never could be.
    package var cancelableUntil: Instant?

    package init(
        id: OperationID, order: Order, state: State, startedAt: Instant, answersAt: Instant? = nil,
        cancelableUntil: Instant? = nil
    ) {
        self.id = id
        self.order = order
        self.state = state
        self.startedAt = startedAt
        self.answersAt = answersAt
        self.cancelableUntil = cancelableUntil
    }

    package enum State: Hashable, Sendable {
        case pending
        case succeeded
        case failed(FailureReason)
    }

    /// What is to be done.
    package enum Order: Hashable, Sendable {
        /// Apart: it is large, and every operation would be carried about at its size.
        indirect case authorize(Money, Approval)
        case capture(Money, CaptureTraits)
        case void(Money)
        case refund(Money)
        /// Void what is not captured and refund what is, as one.
        case reverse(releasing: Money, refunding: Money)
        case increment(Money)
        case reauthorize(Money)
    }
}

/// The payer's yes: with what, and on which terms.
package struct Approval: Hashable, Sendable {
    package let instrument: Instrument
    package let terms: Terms

    package init(instrument: Instrument, terms: Terms) {
        self.instrument = instrument
        self.terms = terms
    }
}

package struct CaptureTraits: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No further capture follows: the rest of the hold goes back.
    package static let final = CaptureTraits(rawValue: 1)
    /// By the terms, not by a request of the merchant.
    package static let automatic = CaptureTraits(rawValue: 2)
    /// The issuer paid although its hold had lapsed and the funds were gone.
    package static let overdrawn = CaptureTraits(rawValue: 4)
    static let all: CaptureTraits = [final, automatic, overdrawn]
}

extension Operation.Order {
    /// What moves in all; for both parts of a `reverse` together.
    package var amount: Money {
        switch self {
        case .authorize(let money, _), .capture(let money, _), .void(let money), .refund(let money),
            .increment(let money), .reauthorize(let money):
            money
        case .reverse(let releasing, let refunding): releasing + refunding
        }
    }

    /// Whether it may add to the hold.
    var isIncrement: Bool { if case .increment = self { true } else { false } }

    /// What a pending operation of this kind reserves of the hold for captures.
    var capturing: Int64 { if case .capture(let money, _) = self { money.minorUnits } else { 0 } }

    /// What it reserves of the hold for release.
    var releasing: Int64 {
        switch self {
        case .void(let money): money.minorUnits
        case .reverse(let releasing, _): releasing.minorUnits
        case .authorize, .capture, .refund, .increment, .reauthorize: 0
        }
    }

    /// What it reserves of the captured amount for refunds.
    var refunding: Int64 {
        switch self {
        case .refund(let money): money.minorUnits
        case .reverse(_, let refunding): refunding.minorUnits
        case .authorize, .capture, .void, .increment, .reauthorize: 0
        }
    }
}
