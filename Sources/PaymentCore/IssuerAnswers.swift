import Ledger

/// What the simulated issuer answers, by the instrument's script.
extension Draft {
    func answer(to order: Operation.Order) -> Operation.State {
        guard let script = payment.state.instrument?.script else { return .succeeded }
        switch order {
        case .capture:
            if let unusable = script.unusable, unusable.from <= now { return .failed(unusable.reason) }
            if payment.holdHasLapsed(at: now),
                case .refuses(let reason) = payment.answerAfterLapse(script, at: now)
            {
                return .failed(reason)
            }
            return script.failsCapture.map { .failed($0) } ?? .succeeded
        case .refund: return script.failsRefund.map { .failed($0) } ?? .succeeded
        case .reverse(_, let refunding):
            // With nothing to refund it is a void.
            if refunding.isZero { return script.failsVoid.map { .failed($0) } ?? .succeeded }
            return script.failsRefund.map { .failed($0) } ?? .succeeded
        case .reauthorize: return answerToReauthorization()
        case .void: return script.failsVoid.map { .failed($0) } ?? .succeeded
        case .increment: return script.failsIncrement.map { .failed($0) } ?? .succeeded
        case .authorize: return .succeeded
        }
    }

    func answerToReauthorization() -> Operation.State {
        guard let script = payment.state.instrument?.script else { return .succeeded }
        if let unusable = script.unusable, unusable.from <= now { return .failed(unusable.reason) }
        if case .refuses(let reason) = script.afterLapse { return .failed(reason) }
        return .succeeded
    }
}

extension IssuerScript {
    func isUnusable(at now: Instant) -> Bool { unusable.map { $0.from <= now } ?? false }
}
