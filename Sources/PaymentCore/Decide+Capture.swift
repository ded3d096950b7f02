import Ledger

/// Claiming the hold. Once claimed, a capture is final; only a refund returns it.
extension Draft {
    mutating func capture(_ id: OperationID?, _ request: Command.CaptureRequest, _ details: Details) throws(Refusal) {
        try mustAcceptCaptures()
        try mustNotWaitForAutomaticCapture()
        try mustAllowAnotherCapture()
        try mustHaveRoomForPending()
        let amount = try capturableAmount(request.amount)
        // Past this line it succeeds, or the issuer says no, which is a fact too.
        claim(id, amount, request.final ? .final : [], details)
    }

    /// The delayed automatic capture takes all that is left.
    mutating func captureAutomatically() throws(Refusal) {
        try mustHaveHold()
        guard let due = payment.automaticCaptureAt, due <= now else { throw .notDue }
        guard !payment.capturable.isZero else { throw .notDue }
        claim(nil, payment.capturable, .automatic, .none)
    }

    /// Terms that capture at once do so within the authorization's own decision.
    mutating func captureAtOnceIfAgreed() {
        guard payment.isCapturedAtOnce, !payment.capturable.isZero else { return }
        let id = name(nil)
        let order = Operation.Order.capture(payment.capturable, .automatic)
        note(.operation(Operation(id: id, order: order, state: answer(to: order), startedAt: now)))
    }

    private func mustAcceptCaptures() throws(Refusal) {
        try mustBeAuthorized()
        if let closed = payment.state.closed {
            // By the end of the window or after it: what was asked in vain before its timer fired is refused alike after.
            if let end = payment.state.captureBefore, end <= closed.at { throw .captureWindowClosed(at: end) }
            throw .closed(closed.cause)
        }
        if let end = payment.state.captureBefore, end <= now { throw .captureWindowClosed(at: end) }
    }

    private func mustNotWaitForAutomaticCapture() throws(Refusal) {
        if payment.isCapturedAtOnce { throw .captureIsAutomatic }
        if payment.state.terms.automaticCaptureOnly, payment.state.terms.capture != .manual {
            throw .captureIsAutomatic
        }
    }

    private func mustAllowAnotherCapture() throws(Refusal) {
        if payment.isFinallyCaptured { throw .finalCaptureMade }
        if payment.captureLimitReached { throw .captureLimitReached }
    }

    private func capturableAmount(_ requested: Money?) throws(Refusal) -> Money {
        let capturable = payment.capturable
        let amount = try checked(requested ?? capturable)
        guard amount <= capturable else { throw .exceedsCapturable(requested: amount, capturable: capturable) }
        guard amount < capturable else { return amount }
        switch payment.state.terms.capturesAllowed {
        case .one, .many: return amount
        case .onePartial where payment.capturesCounted == 0: return amount
        case .onePartial, .whole: throw .partialCaptureNotAllowed(capturable: capturable)
        }
    }

    /// Begins the capture, and ends it too when the issuer answers at once.
    private mutating func claim(_ id: OperationID?, _ amount: Money, _ traits: CaptureTraits, _ details: Details) {
        let id = name(id)
        let order = Operation.Order.capture(amount, traits)
        if payment.birth.rail == .connector {
            note(.operation(Operation(id: id, order: order, state: .pending, startedAt: now)), details)
        } else if let takes = payment.state.terms.captureTakes {
            let pending = Operation(id: id, order: order, state: .pending, startedAt: now, answersAt: now + takes)
            note(.operation(pending), details)
        } else {
            let operation = Operation(id: id, order: order, state: .pending, startedAt: now)
            finishCapture(operation, amount, traits, answeredBy: nil, details)
        }
    }

    /// The issuer answers a capture: by `outcome` when one is given, by its script otherwise.
    mutating func finishCapture(
        _ operation: Operation, _ amount: Money, _ traits: CaptureTraits, answeredBy outcome: Operation.State?,
        _ details: Details
    ) {
        var traits = traits
        let state: Operation.State
        if let outcome {
            state = outcome
        } else {
            if payment.holdHasLapsed(at: now) { meetLapsedHold(operation, amount, &traits) }
            state = answer(to: operation.order)
        }
        note(
            .operation(
                Operation(
                    id: operation.id, order: .capture(amount, traits), state: state, startedAt: operation.startedAt)),
            details)
        // Once a final capture was made, what an older one gives back goes back too.
        if state == .succeeded || payment.state.finalCaptureMade { settleRemainder() }
    }

    /// After the guarantee, the issuer is asked anew, or pays without a hold.
    private mutating func meetLapsedHold(_ capture: Operation, _ amount: Money, _ traits: inout CaptureTraits) {
        guard let script = payment.state.instrument?.script, !script.isUnusable(at: now) else { return }
        switch payment.answerAfterLapse(script, at: now) {
        case .reauthorizes:
            // Named after the capture: the event's number may have named the capture itself.
            let id: OperationID = capture.id.derived(1)
            note(.operation(Operation(id: id, order: .reauthorize(amount), state: .succeeded, startedAt: now)))
        case .overdraws: traits.insert(.overdrawn)
        case .refuses: break
        }
    }

    /// What a capture leaves over goes back at once when it was the last, or when the terms say so.
    private mutating func settleRemainder() {
        let left = payment.capturable
        guard !left.isZero, payment.state.finalCaptureMade || payment.state.terms.remainder == .releases else { return }
        note(.remainderReleased(left))
    }

    mutating func releaseRemainder() throws(Refusal) {
        try mustHaveHold()
        guard let due = payment.remainderReleasedAt, due <= now, !payment.capturable.isZero else { throw .notDue }
        note(.remainderReleased(payment.capturable))
    }
}
