/// What happens when `command` meets `payment` at `now`. Pure: no clock, no randomness, no I/O.
///
/// `payment` is nil when no such payment exists for whoever asks. Checks run in the order of `Refusal`'s cases.
package func decide(_ command: Command, id: PaymentID, on payment: Payment?, at now: Instant) -> Decision {
    do throws(Refusal) {
        if case .create(let creation) = command {
            return try create(id, creation, existing: payment, at: now)
        }
        guard let payment else { throw Refusal.paymentUnknown }
        var draft = Draft(payment, at: now)
        try draft.decide(command)
        return draft.accepted
    } catch {
        return .refused(error)
    }
}

private func create(
    _ id: PaymentID, _ creation: Command.Creation, existing: Payment?, at now: Instant
) throws(Refusal) -> Decision {
    guard existing == nil else { throw .paymentExists }
    let birth = Payment.Birth(
        merchant: creation.merchant, account: creation.account, wire: creation.wire, requested: creation.requested,
        rail: creation.rail, at: now)
    let event = Event(
        payment: id, sequence: 1, at: now, fact: .created(birth, creation.terms), details: creation.details)
    guard let payment = Payment(from: event) else { preconditionFailure("a birth begins a payment") }
    guard let authorizing = creation.authorizing else {
        return .accepted(Acceptance(payment: payment, events: [event]))
    }
    var draft = Draft(born: payment, by: event)
    try draft.authorize(authorizing.operation, authorizing.approval, granted: authorizing.granted)
    return draft.accepted
}

extension Draft {
    fileprivate mutating func decide(_ command: Command) throws(Refusal) {
        switch command {
        case .create: throw .paymentExists
        case .amend(let details, let sequence):
            guard sequence == payment.state.detailsSequence else { throw .amendedMeanwhile }
            note(.amended, details)
        case .withdraw: try withdraw()
        case .authorize(let id, let approval): try authorize(id, approval)
        case .decline(let reason): try decline(reason)
        case .abandon: try abandon()
        case .capture(let id, let request, let details): try capture(id, request, details)
        case .void(let id, let amount, let details): try void(id, amount, details)
        case .refund(let id, let amount, let details): try refund(id, amount, details)
        case .reverse(let id, let details): try reverse(id, details)
        case .increment(let id, let amount, let details): try increment(id, amount, details)
        case .reauthorize(let id, let details): try reauthorize(id, details)
        case .lapse: try lapse()
        case .warnOfLapse: try warnOfLapse()
        case .settle: try settle()
        case .expire: try expire()
        case .releaseRemainder: try releaseRemainder()
        case .captureAutomatically: try captureAutomatically()
        case .instruct(let script): try instruct(script)
        case .callBack(let id): try callBack(id)
        case .dispatch(let id): try dispatch(id)
        case .resolve(let id, let outcome): try resolve(id, outcome)
        }
    }
}
