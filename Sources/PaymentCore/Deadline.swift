import Ledger

/// Something that will happen to a payment by itself. The deadlines of a payment follow from its state alone, so the
/// timer table can be checked against the payments: a lost timer is found by the audit.
package struct Deadline: Hashable, Sendable {
    /// By the clock of the merchant.
    package let due: Instant
    package let merchant: MerchantID
    package let payment: PaymentID
    package let kind: Kind
    /// The pending operation that `answer` and `dispatch` are about; the payment's own id bits for every other kind.
    package let operation: OperationID

    package init(
        due: Instant, merchant: MerchantID, payment: PaymentID, kind: Kind, operation: OperationID? = nil
    ) {
        self.due = due
        self.merchant = merchant
        self.payment = payment
        self.kind = kind
        self.operation = operation ?? OperationID(high: 0, low: 0)
    }

    /// In the order in which deadlines of one payment and one instant fire.
    package enum Kind: UInt8, CaseIterable, Hashable, Comparable, Sendable {
        /// A pending operation can be called back no longer.
        case dispatch = 0
        /// The simulated issuer answers a pending operation.
        case answer = 1
        case captureAutomatically
        case releaseRemainder
        case lapse
        case expire
        case abandon
        case warnOfLapse
        case settle

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// What happens when it is due.
    package var command: Command {
        switch kind {
        case .dispatch: .dispatch(operation)
        case .answer: .resolve(operation, nil)
        case .captureAutomatically: .captureAutomatically
        case .releaseRemainder: .releaseRemainder
        case .lapse: .lapse
        case .expire: .expire
        case .abandon: .abandon
        case .warnOfLapse: .warnOfLapse
        case .settle: .settle
        }
    }
}

/// By due time, then payment, then kind: the defined order of firing.
extension Deadline: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        if left.due != right.due { return left.due < right.due }
        if left.payment != right.payment { return left.payment < right.payment }
        if left.kind != right.kind { return left.kind < right.kind }
        return left.operation < right.operation
    }
}

extension Payment {
    /// All that will happen to this payment by itself, as things stand.
    package var deadlines: [Deadline] {
        var deadlines: [Deadline] = []
        func add(_ due: Instant?, _ kind: Deadline.Kind, _ operation: OperationID? = nil) {
            guard let due else { return }
            deadlines.append(
                Deadline(due: due, merchant: birth.merchant, payment: id, kind: kind, operation: operation))
        }
        for operation in state.pending {
            add(operation.cancelableUntil, .dispatch, operation.id)
            add(operation.answersAt, .answer, operation.id)
        }
        guard state.ending == nil else { return deadlines }
        guard state.authorizedAt != nil else {
            if state.pending.isEmpty { add(state.terms.openFor.map { birth.at + $0 }, .abandon) }
            return deadlines
        }
        add(settlesAt, .settle)
        guard state.closed == nil else { return deadlines }
        add(lapseWarningAt, .warnOfLapse)
        if state.lapsedAt == nil { add(state.lapsesAt, .lapse) }
        guard !capturable.isZero else { return deadlines }
        add(automaticCaptureAt, .captureAutomatically)
        add(remainderReleasedAt, .releaseRemainder)
        if state.terms.deadline == .voids { add(state.captureBefore, .expire) }
        return deadlines
    }

    /// When the delayed automatic capture is due. Nil once it was asked for, and while none may follow: a deadline that
    /// stands is never refused. One that is due within the capture window is made, however late it fires.
    package var automaticCaptureAt: Instant? {
        guard !isCapturedAtOnce, !state.automaticCaptureAsked,
            let due = state.authorizedAt.flatMap(state.terms.capture.due)
        else { return nil }
        if let end = state.captureBefore, end <= due { return nil }
        let mayFollow = !isFinallyCaptured && !captureLimitReached && state.pending.count < Self.pendingLimit
        return mayFollow ? due : nil
    }

    /// When the merchant is warned that the guarantee runs out. Nil once that was done, and when it is shorter than that.
    package var lapseWarningAt: Instant? {
        guard let warning = state.terms.lapseWarning, let guaranteed = state.terms.holdGuaranteed, warning < guaranteed,
            state.lapseWarnedAt == nil, state.lapsedAt == nil
        else { return nil }
        return state.lapsesAt.map { $0 - warning }
    }

    /// When what is payable is paid out: the first end of a period after it came to be.
    package var settlesAt: Instant? {
        guard let period = state.terms.settlesEvery, period > .zero, let since = state.unsettledSince else {
            return nil
        }
        return Instant(milliseconds: (since.milliseconds / period.milliseconds + 1) * period.milliseconds)
    }

    /// The capture belongs to the authorization's own decision.
    package var isCapturedAtOnce: Bool {
        guard let authorizedAt = state.authorizedAt, let due = state.terms.capture.due(authorizedAt: authorizedAt)
        else {
            return false
        }
        return due <= authorizedAt
    }

    /// When what the last capture left over goes back.
    package var remainderReleasedAt: Instant? {
        guard case .releasesAfter(let delay) = state.terms.remainder else { return nil }
        return state.lastCapturedAt.map { $0 + delay }
    }

    /// From then on refunds are refused. Nil: never.
    package var refundBefore: Instant? {
        guard let window = state.terms.refundWindow else { return nil }
        return state.authorizedAt.map { $0 + window }
    }

    /// A final capture was made or is pending: no other may follow.
    package var isFinallyCaptured: Bool {
        state.finalCaptureMade
            || state.pending.contains { operation in
                if case .capture(_, let traits) = operation.order { traits.contains(.final) } else { false }
            }
    }

    /// The terms allow one capture, and there is one, made or pending.
    package var captureLimitReached: Bool { state.terms.capturesAllowed == .one && capturesCounted > 0 }

    /// Whether the issuer's guarantee has run out, fired or not.
    package func holdHasLapsed(at now: Instant) -> Bool { state.lapsesAt.map { $0 <= now } ?? false }

    /// Whether the scheme guarantees every capture, also when the issuer has let go of a rest before.
    func isGuaranteed(at now: Instant) -> Bool {
        guard let guaranteed = state.terms.holdGuaranteed, let since = state.authorizedAt else { return false }
        return now < since + guaranteed
    }

    /// What the simulated issuer answers to a capture that meets a lapsed hold.
    func answerAfterLapse(_ script: IssuerScript, at now: Instant) -> IssuerScript.AfterLapse {
        isGuaranteed(at: now) ? .reauthorizes : script.afterLapse
    }
}
