import Ledger

/// The outcome of a pending operation, from a connector, by hand, or from the simulated issuer.
extension Draft {
    mutating func resolve(_ id: OperationID, _ outcome: Command.Outcome?) throws(Refusal) {
        guard let operation = payment.state.pending.first(where: { $0.id == id }) else { throw .operationNotPending }
        if outcome == nil, operation.answersAt.map({ $0 > now }) ?? true { throw .notDue }
        // Past this line it succeeds.
        finish(operation, outcome)
    }

    mutating func callBack(_ id: OperationID) throws(Refusal) {
        guard let operation = payment.state.pending.first(where: { $0.id == id }) else { throw .operationNotPending }
        guard let end = operation.cancelableUntil, now < end else { throw .operationDispatched }
        note(.operation(operation.ended(.failed(.merchantCanceled))))
    }

    mutating func dispatch(_ id: OperationID) throws(Refusal) {
        guard let operation = payment.state.pending.first(where: { $0.id == id }) else { throw .operationNotPending }
        guard let end = operation.cancelableUntil, end <= now else { throw .notDue }
        note(.dispatched(id))
    }

    /// Only a simulated issuer takes instructions.
    mutating func instruct(_ script: IssuerScript) throws(Refusal) {
        try mustBeAuthorized()
        guard payment.birth.rail == .simulated else { throw .notDue }
        note(.instructed(script))
    }

    private mutating func finish(_ operation: Operation, _ outcome: Command.Outcome?) {
        let state: Operation.State? =
            switch outcome {
            case .succeeded: .succeeded
            case .failed(let reason): .failed(reason)
            case nil: nil
            }
        switch operation.order {
        case .capture(let amount, let traits):
            finishCapture(operation, amount, traits, answeredBy: state, .none)
        case .authorize:
            note(.operation(operation.ended(state ?? .succeeded)))
            if case .failed(let reason) = state {
                note(.declined(reason, ends: payment.state.terms.declineEnds))
            } else {
                captureAfterConnectorAuthorized()
            }
        case .void, .refund, .reverse, .increment, .reauthorize:
            note(.operation(operation.ended(state ?? answer(to: operation.order))))
        }
    }

    /// On a connector an automatic capture is an operation like any other: it waits for its answer.
    private mutating func captureAfterConnectorAuthorized() {
        guard payment.isCapturedAtOnce, !payment.capturable.isZero else { return }
        let order = Operation.Order.capture(payment.capturable, .automatic)
        note(.operation(Operation(id: name(nil), order: order, state: .pending, startedAt: now)))
    }
}

extension Operation {
    func ended(_ state: State) -> Operation {
        Operation(id: id, order: order, state: state, startedAt: startedAt)
    }
}
