package import PaymentCore

/// What a request asks for, or what a webhook tells of, in core words.
package enum FaultOperation: String, CaseIterable, Sendable {
    case create, amend, withdraw, authorize, decline, abandon, capture, void, refund, reverse, increment, reauthorize
    case callBack
    /// Nothing is asked for but to see.
    case read
    /// What no payment is asked to do: a token, a merchant, a malformed request whose answer is kept.
    case other
    /// By time, and told by webhooks only.
    case lapse, expire, settle

    package init(_ intent: Submission.Intent) {
        switch intent {
        case .decide(let command): self.init(command)
        case .keepAnswer: self = .other
        }
    }

    private init(_ command: Command) {
        switch command {
        case .create: self = .create
        case .amend: self = .amend
        case .withdraw: self = .withdraw
        case .authorize: self = .authorize
        case .decline: self = .decline
        case .abandon: self = .abandon
        case .capture, .captureAutomatically: self = .capture
        case .void: self = .void
        case .refund: self = .refund
        case .reverse: self = .reverse
        case .increment: self = .increment
        case .reauthorize: self = .reauthorize
        case .lapse, .warnOfLapse: self = .lapse
        case .settle: self = .settle
        case .expire, .releaseRemainder: self = .expire
        case .callBack: self = .callBack
        case .dispatch, .resolve, .instruct: self = .other
        }
    }

    package init(_ fact: Event.Fact) {
        switch fact {
        case .created: self = .create
        case .amended: self = .amend
        case .withdrawn: self = .withdraw
        case .declined: self = .decline
        case .abandoned: self = .abandon
        case .operation(let operation): self.init(operation.order)
        case .dispatched, .instructed: self = .other
        case .lapsing, .lapsed: self = .lapse
        case .settled: self = .settle
        case .expired, .remainderReleased: self = .expire
        }
    }

    private init(_ order: Operation.Order) {
        switch order {
        case .authorize: self = .authorize
        case .capture: self = .capture
        case .void: self = .void
        case .refund: self = .refund
        case .reverse: self = .reverse
        case .increment: self = .increment
        case .reauthorize: self = .reauthorize
        }
    }
}
