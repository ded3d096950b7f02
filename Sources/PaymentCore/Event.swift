package import Ledger

/// Something that happened to a payment: at once its history, its journal and what replies are derived from.
package struct Event: Hashable, Sendable {
    package let payment: PaymentID
    /// 1 for the first, without gaps (I8).
    package let sequence: Int
    package let at: Instant
    package let fact: Fact
    /// What the dialect keeps with this event: the capture's description, say.
    package let details: Details

    package init(payment: PaymentID, sequence: Int, at: Instant, fact: Fact, details: Details = .none) {
        self.payment = payment
        self.sequence = sequence
        self.at = at
        self.fact = fact
        self.details = details
    }

    package enum Fact: Hashable, Sendable {
        indirect case created(Payment.Birth, Terms)
        /// The dialect's details of the payment were replaced.
        case amended
        case withdrawn
        /// An attempt to authorize was declined; `ends` when no further attempt may follow.
        case declined(FailureReason, ends: Bool)
        case abandoned
        /// An operation began or ended; `state` says which.
        case operation(Operation)
        /// A pending operation can no longer be called back.
        case dispatched(OperationID)
        /// The issuer no longer guarantees the hold. No amount changes.
        case lapsed
        /// The issuer's guarantee runs out soon, at that instant. No amount changes.
        case lapsing(at: Instant)
        /// What was payable was paid out: captured less refunded since the last time, signed minor units.
        case settled(SettlementID, net: Int64)
        /// What the simulated issuer will answer from now on was set by hand.
        case instructed(IssuerScript)
        /// The capture window closed: what was left of the hold went back.
        case expired(Money)
        /// What a capture left over went back.
        case remainderReleased(Money)
    }

    /// The settlement that this event belongs to.
    package var settlement: SettlementID? { if case .settled(let id, _) = fact { id } else { nil } }

    /// The operation this event is about, as it was then.
    package var operation: Operation? { if case .operation(let operation) = fact { operation } else { nil } }
}

extension Event {
    /// What the event moves in the books: the hold, what issuers owe and with it the merchant's payable, and what of the
    /// payable is paid out; signed minor units.
    package var movement: (held: Int64, payable: Int64, settled: Int64) {
        switch fact {
        case .created, .amended, .withdrawn, .declined, .abandoned, .dispatched, .lapsing, .lapsed, .instructed:
            return (0, 0, 0)
        case .expired(let money), .remainderReleased(let money): return (-money.minorUnits, 0, 0)
        case .settled(_, let net): return (0, 0, net)
        case .operation(let operation):
            guard operation.state == .succeeded else { return (0, 0, 0) }
            let moved = operation.order.movement
            return (moved.held, moved.payable, 0)
        }
    }

    /// The balanced journal transaction of this event (I3). Nil when nothing moves.
    package func journal(in currency: Currency) -> JournalTransaction? {
        let moved = movement
        if moved.settled != 0 { return Self.settlement(moved.settled, currency) }
        let hold = moved.held == 0 ? nil : Self.hold(moved.held, currency)
        let payable = moved.payable == 0 ? nil : Self.payable(moved.payable, currency)
        guard let hold else { return payable }
        guard let payable else { return hold }
        return hold.joined(with: payable)
    }

    private static func hold(_ change: Int64, _ currency: Currency) -> JournalTransaction {
        let amount = Money(minorUnits: abs(change), currency: currency)
        return change > 0
            ? JournalTransaction(debit: .issuerHolds, credit: .merchantHolds, amount)
            : JournalTransaction(debit: .merchantHolds, credit: .issuerHolds, amount)
    }

    private static func settlement(_ net: Int64, _ currency: Currency) -> JournalTransaction {
        let amount = Money(minorUnits: abs(net), currency: currency)
        return net > 0
            ? JournalTransaction(debit: .payableToMerchant, credit: .settledToMerchant, amount)
            : JournalTransaction(debit: .settledToMerchant, credit: .payableToMerchant, amount)
    }

    private static func payable(_ change: Int64, _ currency: Currency) -> JournalTransaction {
        let amount = Money(minorUnits: abs(change), currency: currency)
        return change > 0
            ? JournalTransaction(debit: .receivableFromIssuer, credit: .payableToMerchant, amount)
            : JournalTransaction(debit: .payableToMerchant, credit: .receivableFromIssuer, amount)
    }
}

extension Operation.Order {
    /// What success moves in the books, signed minor units.
    fileprivate var movement: (held: Int64, payable: Int64) {
        switch self {
        case .authorize(let money, _), .increment(let money): (money.minorUnits, 0)
        case .capture(let money, _): (-money.minorUnits, money.minorUnits)
        case .void(let money): (-money.minorUnits, 0)
        case .refund(let money): (0, -money.minorUnits)
        case .reverse(let releasing, let refunding): (-releasing.minorUnits, -refunding.minorUnits)
        case .reauthorize: (0, 0)
        }
    }
}
