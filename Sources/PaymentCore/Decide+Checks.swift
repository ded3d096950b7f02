import Ledger

/// The checks that several commands share, in the order of `Refusal`.
extension Draft {
    func mustBeOpen() throws(Refusal) {
        if let ending = payment.state.ending { throw .ended(ending.cause) }
        guard payment.state.authorizedAt == nil else { throw .alreadyAuthorized }
    }

    func mustBeAuthorized() throws(Refusal) {
        if let ending = payment.state.ending { throw .ended(ending.cause) }
        guard payment.state.authorizedAt != nil else { throw .notAuthorized }
    }

    func mustHaveHold() throws(Refusal) {
        try mustBeAuthorized()
        if let closed = payment.state.closed { throw .closed(closed.cause) }
    }

    func mustHaveRoomForPending() throws(Refusal) {
        guard payment.state.pending.count < Payment.pendingLimit else {
            throw .tooManyPending(limit: Payment.pendingLimit)
        }
    }

    /// `requested`, in the payment's currency and above zero.
    func checked(_ requested: Money) throws(Refusal) -> Money {
        guard requested.currency == payment.currency else { throw .currencyMismatch(expected: payment.currency) }
        guard !requested.isZero else { throw .amountNotPositive }
        return requested
    }
}
