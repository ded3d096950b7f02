import Ledger

/// The one way a payment changes: an event is applied. Replaying all of them gives the stored state (I7).
extension Payment {
    /// The payment that a `created` event begins. Nil for any other event.
    package init?(from event: Event) {
        guard case .created(let birth, let terms) = event.fact else { return nil }
        self.init(
            id: event.payment, birth: birth, state: State(terms: terms, instrument: nil, at: event.at),
            details: event.details)
        state.sequence = event.sequence
    }

    /// The payment after all `events`, from its first. Nil when the first is no birth.
    package static func replaying(_ events: some Sequence<Event>) -> Payment? {
        var payment: Payment?
        for event in events {
            if payment == nil { payment = Payment(from: event) } else { payment?.apply(event) }
            if payment == nil { return nil }
        }
        return payment
    }

    package mutating func apply(_ event: Event) {
        state.sequence = event.sequence
        state.lastEventAt = event.at
        switch event.fact {
        case .created: break
        case .amended:
            details = event.details
            state.detailsSequence = event.sequence
        case .withdrawn: state.ending = Ending(at: event.at, cause: .withdrawn)
        case .declined(let reason, let ends):
            if ends { state.ending = Ending(at: event.at, cause: .declined(reason)) }
        case .abandoned: state.ending = Ending(at: event.at, cause: .abandoned)
        case .lapsing: state.lapseWarnedAt = event.at
        case .lapsed: state.lapsedAt = event.at
        case .instructed(let script): state.instrument?.script = script
        case .settled(let settlement, let net):
            state.settled += net
            state.settlement = settlement
            state.unsettledSince = nil
        case .dispatched(let id):
            if let place = state.pending.firstIndex(where: { $0.id == id }) {
                state.pending[place].cancelableUntil = nil
            }
        case .expired(let money):
            state.released += money.minorUnits
            closeIfNothingIsLeft(at: event.at, by: .expired)
        case .remainderReleased(let money):
            state.released += money.minorUnits
            closeIfNothingIsLeft(at: event.at, by: .voided)
        case .operation(let operation): apply(operation, at: event.at)
        }
    }

    private mutating func apply(_ operation: Operation, at now: Instant) {
        if case .capture(_, let traits) = operation.order, traits.contains(.automatic) {
            state.automaticCaptureAsked = true
        }
        switch operation.state {
        case .pending: state.pending.append(operation)
        case .failed:
            state.pending.removeAll { $0.id == operation.id }
            closeIfNothingIsLeft(at: now, by: .voided)
        case .succeeded:
            state.pending.removeAll { $0.id == operation.id }
            succeed(operation.order, at: now)
        }
    }

    private mutating func succeed(_ order: Operation.Order, at now: Instant) {
        switch order {
        case .authorize(let money, let approval):
            state.authorized = money.minorUnits
            state.instrument = approval.instrument
            state.terms = approval.terms
            state.authorizedAt = now
            state.lapsesAt = approval.terms.holdGuaranteed.map { now + $0 }
            state.captureBefore = approval.terms.captureWindow.map { now + $0 }
        case .capture(let money, let traits):
            state.captured += money.minorUnits
            state.captures += 1
            state.lastCapturedAt = now
            noteUnsettled(since: now)
            if traits.contains(.final) { state.finalCaptureMade = true }
            closeIfNothingIsLeft(at: now, by: .captured)
            lapseRemainder(at: now)
        case .void(let money):
            state.released += money.minorUnits
            closeIfNothingIsLeft(at: now, by: .voided)
        case .refund(let money):
            state.refunded += money.minorUnits
            noteUnsettled(since: now)
        case .reverse(let releasing, let refunding):
            state.released += releasing.minorUnits
            state.refunded += refunding.minorUnits
            if !refunding.isZero { noteUnsettled(since: now) }
            closeIfNothingIsLeft(at: now, by: .voided)
        case .increment(let money): state.authorized += money.minorUnits
        case .reauthorize:
            state.lapsesAt = state.terms.holdGuaranteed.map { now + $0 }
            state.lapsedAt = nil
            state.lapseWarnedAt = nil
        }
    }

    private mutating func noteUnsettled(since now: Instant) {
        guard state.terms.settlesEvery != nil, state.unsettledSince == nil else { return }
        state.unsettledSince = now
    }

    /// What is left after a capture is held until then at most, where the terms say so.
    private mutating func lapseRemainder(at now: Instant) {
        guard case .lapsesAfter(let delay) = state.terms.remainder, state.closed == nil, state.lapsedAt == nil else {
            return
        }
        state.lapsesAt = min(state.lapsesAt ?? now + delay, now + delay)
    }

    private mutating func closeIfNothingIsLeft(at now: Instant, by cause: Closing.Cause) {
        guard state.closed == nil, state.authorizedAt != nil, state.authorized > 0 else { return }
        guard state.authorized == state.captured + state.released else { return }
        guard !state.pending.contains(where: { $0.order.isIncrement }) else { return }
        state.closed = Closing(at: now, cause: state.captured > 0 ? .captured : cause)
    }
}
