import Ledger

/// Letting go: void, refund, both as one, and the end of the capture window.
extension Draft {
    mutating func void(_ id: OperationID?, _ wanted: Command.VoidAmount, _ details: Details) throws(Refusal) {
        try mustHaveHold()
        if wanted == .all, payment.capturesCounted > 0 { throw .alreadyCaptured }
        try mustHaveRoomForPending()
        let capturable = payment.capturable
        let amount: Money
        switch wanted {
        case .all, .rest: amount = try checked(capturable)
        case .part(let requested): amount = try checked(requested)
        }
        guard amount <= capturable else { throw .exceedsCapturable(requested: amount, capturable: capturable) }
        // Past this line it succeeds.
        begin(.void(amount), id, takes: payment.state.terms.voidTakes, details)
    }

    mutating func refund(_ id: OperationID?, _ requested: Money?, _ details: Details) throws(Refusal) {
        try mustBeAuthorized()
        guard !payment.captured.isZero else { throw .nothingCaptured }
        try mustHaveRoomForPending()
        let refundable = payment.refundable
        let amount = try checked(requested ?? refundable)
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

    private mutating func begin(_ order: Operation.Order, _ id: OperationID?, takes: Interval?, _ details: Details) {
        let id = name(id)
        switch (payment.birth.rail, takes) {
        case (.connector, _):
            note(.operation(Operation(id: id, order: order, state: .pending, startedAt: now)), details)
        case (.simulated, .some(let takes)):
            let pending = Operation(id: id, order: order, state: .pending, startedAt: now, answersAt: now + takes)
            note(.operation(pending), details)
        case (.simulated, .none):
            note(.operation(Operation(id: id, order: order, state: answer(to: order), startedAt: now)), details)
        }
    }
}
