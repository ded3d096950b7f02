package import Ledger

/// What someone wants to happen to one payment. The smallest thing that `decide` answers.
///
/// Whoever sends a command names the operation it would begin, so that deciding needs no randomness. Timers name none:
/// what they begin is named after the payment and the event's number.
package enum Command: Hashable, Sendable {
    indirect case create(Creation)
    /// Replaces what the dialect keeps with the payment, when it is still the one that event number `over` brought.
    case amend(Details, over: Int)
    /// The merchant takes the payment back before it is authorized.
    case withdraw
    /// The payer says yes; the issuer script or the connector answers.
    indirect case authorize(OperationID?, Approval)
    /// Issuer or payer says no to an attempt.
    case decline(FailureReason)
    /// The payer never answered.
    case abandon
    case capture(OperationID?, CaptureRequest, Details)
    case void(OperationID?, VoidAmount, Details)
    case refund(OperationID?, Money?, Details)
    /// Void what is not captured and refund what is, as one.
    case reverse(OperationID?, Details)
    case increment(OperationID?, Money, Details)
    case reauthorize(OperationID?, Details = .none)
    /// The guarantee of the hold has run out.
    case lapse
    /// The guarantee will run out soon.
    case warnOfLapse
    /// What is payable is due to be paid out.
    case settle
    /// The capture window has closed.
    case expire
    /// What a partial capture left over is due to go back.
    case releaseRemainder
    /// The automatic capture is due.
    case captureAutomatically
    /// The merchant calls a pending operation back, while it still can be.
    case callBack(OperationID)
    /// A pending operation can be called back no longer.
    case dispatch(OperationID)
    /// The issuer's further answers are set by hand; in the sandbox, whose issuer is a script.
    case instruct(IssuerScript)
    /// The outcome of a pending operation; nil asks the simulated issuer.
    case resolve(OperationID, Outcome?)

    package struct Creation: Hashable, Sendable {
        package let merchant: MerchantID
        package let account: AccountID
        package let wire: WireName
        /// What the payer is asked for; zero only verifies the instrument.
        package let requested: Money
        package let rail: Rail
        package let terms: Terms
        package let details: Details
        /// The payer has said yes with the order itself: created and answered by the issuer in one decision.
        package let authorizing: Authorizing?

        package init(
            merchant: MerchantID, account: AccountID, wire: WireName, requested: Money, rail: Rail = .simulated,
            terms: Terms, details: Details = .none, authorizing: Authorizing? = nil
        ) {
            self.merchant = merchant
            self.account = account
            self.wire = wire
            self.requested = requested
            self.rail = rail
            self.terms = terms
            self.details = details
            self.authorizing = authorizing
        }
    }

    package struct Authorizing: Hashable, Sendable {
        /// Nil: the operation is named after the payment.
        package let operation: OperationID?
        package let approval: Approval
        /// What the issuer grants when it is less than was asked for.
        package let granted: Money?

        package init(operation: OperationID? = nil, approval: Approval, granted: Money? = nil) {
            self.operation = operation
            self.approval = approval
            self.granted = granted
        }
    }

    package struct CaptureRequest: Hashable, Sendable {
        /// Nil: all that is left.
        package let amount: Money?
        package let final: Bool

        package init(amount: Money?, final: Bool = false) {
            self.amount = amount
            self.final = final
        }
    }

    package enum VoidAmount: Hashable, Sendable {
        /// The whole authorization; refused once anything is captured.
        case all
        case part(Money)
        /// What is left of the hold, also after captures.
        case rest
    }

    package enum Outcome: Hashable, Sendable {
        case succeeded
        case failed(FailureReason)
    }
}

extension Command.Creation {
    /// The same order, with what the payer agrees to exchanged.
    package func authorizing(by approval: Approval) -> Command.Creation {
        Command.Creation(
            merchant: merchant, account: account, wire: wire, requested: requested, rail: rail, terms: terms,
            details: details,
            authorizing: authorizing.map {
                Command.Authorizing(operation: $0.operation, approval: approval, granted: $0.granted)
            })
    }
}
