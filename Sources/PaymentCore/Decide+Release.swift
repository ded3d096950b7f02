import Ledger

/// Letting go: void, refund, both as one, and the end of the capture window.
extension Draft {
    mutating func void(_ id: OperationID?, _ wanted: Command.VoidAmount, _ details: Details) throws(Refusal) {
        try mustHaveHold()
        if payment.state.terms.deadline == .freezes, let end = payment.state.captureBefore, end <= now {
            throw .captureWindowClosed(at: end)
        }
        if wanted == .all, payment.capturesCounted > 0 { throw .alreadyCaptured }
        try mustHaveRoomForPending()
        let capturable = payment.capturable
        let amount: Money
        switch wanted {
        case .all, .rest: amount = try checked(capturable)
        case .part(let requested): amount = try checked(requested)
        }
        guard amount <= capturable else { throw .exceedsCapturable(requested: amount, capturable: capturable) }
        // Past this line it succeeds, or the issuer says no.
        begin(.void(amount), id, takes: payment.state.terms.voidTakes, details)
    }

    mutating func refund(_ id: OperationID?, _ requested: Money?, _ details: Details) throws(Refusal) {
        try mustBeAuthorized()
        guard !payment.captured.isZero else { throw .nothingCaptured }
        if let end = payment.refundBefore, end <= now { throw .refundWindowClosed(at: end) }
        try mustHaveRoomForPending()
        let refundable = payment.refundable
        let amount = try checked(requested ?? refundable)
        if let apart = payment.state.terms.equalRefundsApart,
            payment.hasPendingRefund(of: amount, after: now, less: apart)
        {
            throw .refundRepeated
        }
        guard amount <= refundable else { throw .exceedsRefundable(requested: amount, refundable: refundable) }
        // Past this line it succeeds, or the issuer says no.
        begin(.refund(amount), id, takes: payment.state.terms.refundTakes, details)
    }

    mutating func reverse(_ id: OperationID?, _ details: Details) throws(Refusal) {
        try mustBeAuthorized()
        let releasing = payment.capturable
        let refunding = payment.refundable
        let nothingMoves = releasing.isZero && refunding.isZero
        if nothingMoves, let closed = payment.state.closed { throw .closed(closed.cause) }
        try mustHaveRoomForPending()
        guard !nothingMoves else { throw .amountNotPositive }
        // Past this line it succeeds, or the issuer says no.
        begin(.reverse(releasing: releasing, refunding: refunding), id, takes: payment.state.terms.refundTakes, details)
    }

    /// The capture window has closed: what is left goes back, unless the terms only refuse.
    mutating func expire() throws(Refusal) {
        try mustHaveHold()
        guard let end = payment.state.captureBefore, end <= now, payment.state.terms.deadline == .voids else {
            throw .notDue
        }
        guard !payment.capturable.isZero else { throw .notDue }
        note(.expired(payment.capturable))
    }

    /// What is payable is paid out together with everything else of the account that is due at the same instant.
    mutating func settle() throws(Refusal) {
        try mustBeAuthorized()
        guard let due = payment.settlesAt, due <= now else { throw .notDue }
        note(.settled(payment.settlementID(at: due), net: payment.bookBalances.payable - payment.state.settled))
    }

    private mutating func begin(_ order: Operation.Order, _ id: OperationID?, takes: Interval?, _ details: Details) {
        let id = name(id)
        switch (payment.birth.rail, takes) {
        case (.connector, _):
            note(.operation(Operation(id: id, order: order, state: .pending, startedAt: now)), details)
        case (.simulated, .some(let takes)):
            let cancelable = order.refunding > 0 ? payment.state.terms.refundCancelableFor : nil
            let pending = Operation(
                id: id, order: order, state: .pending, startedAt: now, answersAt: now + takes,
                cancelableUntil: cancelable.map { now + $0 })
            note(.operation(pending), details)
        case (.simulated, .none):
            note(.operation(Operation(id: id, order: order, state: answer(to: order), startedAt: now)), details)
        }
    }
}

extension Payment {
    /// The settlement of this payment's account and currency at an instant; later ones compare greater.
    package func settlementID(at instant: Instant) -> SettlementID {
        let name: SettlementID = birth.account.derived(Int(currency.packed))
        return SettlementID(high: UInt64(bitPattern: instant.milliseconds) << 16, low: name.low)
    }

    /// Whether a refund of `amount` began less than `apart` before `now` and is still pending. One that has ended in
    /// the meantime was looked at by somebody: the next one is no slip.
    fileprivate func hasPendingRefund(of amount: Money, after now: Instant, less apart: Interval) -> Bool {
        state.pending.contains { $0.order == .refund(amount) && now < $0.startedAt + apart }
    }
}
