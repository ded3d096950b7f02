import Ledger

/// Before the hold: the payer's yes, no, or silence.
extension Draft {
    mutating func authorize(
        _ id: OperationID?, _ approval: Approval, granted: Money? = nil
    ) throws(Refusal) {
        try mustBeOpen()
        guard payment.state.pending.isEmpty else { throw .authorizationPending }
        let amount = try granted.map { money throws(Refusal) in try grantable(money) } ?? payment.birth.requested
        // Past this line it succeeds, or the issuer says no, which is a fact too.
        let order = Operation.Order.authorize(amount, approval)
        switch payment.birth.rail {
        case .connector:
            note(.operation(Operation(id: name(id), order: order, state: .pending, startedAt: now)))
        case .simulated:
            if let reason = approval.instrument.script.declinesAuthorization {
                note(.declined(reason, ends: payment.state.terms.declineEnds))
            } else {
                note(.operation(Operation(id: name(id), order: order, state: .succeeded, startedAt: now)))
                captureAtOnceIfAgreed()
            }
        }
    }

    /// An issuer may grant a part of what was asked for, never more.
    private func grantable(_ granted: Money) throws(Refusal) -> Money {
        let amount = try checked(granted)
        guard amount <= payment.birth.requested else { throw .exceedsLimit }
        return amount
    }

    mutating func decline(_ reason: FailureReason) throws(Refusal) {
        try mustBeOpen()
        guard payment.state.pending.isEmpty else { throw .authorizationPending }
        note(.declined(reason, ends: payment.state.terms.declineEnds))
    }

    mutating func abandon() throws(Refusal) {
        try mustBeOpen()
        guard payment.state.pending.isEmpty else { throw .authorizationPending }
        note(.abandoned)
    }

    mutating func withdraw() throws(Refusal) {
        try mustBeOpen()
        guard payment.state.pending.isEmpty else { throw .authorizationPending }
        note(.withdrawn)
    }

    /// Adds to an authorization that still stands.
    mutating func increment(_ id: OperationID?, _ requested: Money, _ details: Details) throws(Refusal) {
        try mustHaveHold()
        if payment.state.terms.incrementsEndWithCapture, payment.capturesCounted > 0 { throw .alreadyCaptured }
        guard payment.state.terms.incrementsAllowed else { throw .incrementNotAllowed }
        try mustHaveRoomForPending()
        let amount = try checked(requested)
        let pending = payment.state.pending.reduce(Int64(0)) { sum, operation in
            if case .increment(let money) = operation.order { sum + money.minorUnits } else { sum }
        }
        guard payment.state.authorized + pending + amount.minorUnits <= Money.limit else { throw .exceedsLimit }
        // Past this line it succeeds, or the issuer says no.
        let order = Operation.Order.increment(amount)
        let state = payment.birth.rail == .simulated ? answer(to: order) : .pending
        note(.operation(Operation(id: name(id), order: order, state: state, startedAt: now)), details)
    }

    /// Asks the issuer to hold anew what is left.
    mutating func reauthorize(_ id: OperationID?, _ details: Details) throws(Refusal) {
        try mustHaveHold()
        try mustHaveRoomForPending()
        // Past this line it succeeds, or the issuer says no.
        let order = Operation.Order.reauthorize(payment.capturable)
        let state: Operation.State =
            switch payment.birth.rail {
            case .connector: .pending
            case .simulated: answerToReauthorization()
            }
        note(.operation(Operation(id: name(id), order: order, state: state, startedAt: now)), details)
    }

    /// The guarantee runs out soon: whoever wants the money captures now, or asks the issuer anew.
    mutating func warnOfLapse() throws(Refusal) {
        try mustHaveHold()
        guard let due = payment.lapseWarningAt, due <= now, let lapsesAt = payment.state.lapsesAt else { throw .notDue }
        note(.lapsing(at: lapsesAt))
    }

    /// The guarantee has run out; what the issuer answers next has changed, no amount has.
    mutating func lapse() throws(Refusal) {
        try mustHaveHold()
        guard let lapsesAt = payment.state.lapsesAt, lapsesAt <= now, payment.state.lapsedAt == nil else {
            throw .notDue
        }
        note(.lapsed)
    }
}
