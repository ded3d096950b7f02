import Ledger
import PaymentCore

/// One thing that happened to a payment, as merchants see it. Source: wire/checkout.md §5.
struct Action {
    let id: OperationID
    let kind: Kind
    let at: Instant
    let amount: Money
    /// Nil while it is not decided.
    var code: ResponseCode?
    var reference: String?
    var metadata: [UInt8]?

    enum Kind: String {
        case authorization = "Authorization"
        case increment = "Incremental"
        case verification = "Card Verification"
        case capture = "Capture"
        case void = "Void"
        case refund = "Refund"

        var word: String { self == .increment ? Self.authorization.rawValue : rawValue }
    }

    var isApproved: Bool? { code.map { $0.text.hasPrefix("10") } }
}

/// The actions of a payment, oldest first.
struct Actions {
    private(set) var list: [Action] = []
    private let details: PaymentDetails
    private var requested: Money?

    init(_ events: some Sequence<Event>, of details: PaymentDetails) {
        self.details = details
        for event in events {
            if case .created(let birth, _) = event.fact { requested = birth.requested }
            for action in actions(of: event) { put(action) }
        }
    }

    /// The authorization or verification, or its decline.
    var authorization: Action? {
        list.first { $0.kind == .authorization || $0.kind == .verification }
    }

    /// What one event did; nothing for one that merchants do not see.
    private func actions(of event: Event) -> [Action] {
        switch event.fact {
        case .created, .amended, .withdrawn, .dispatched, .lapsing, .lapsed, .settled, .instructed, .remainderReleased:
            return []
        case .declined(let reason, _): return requested.map { [decline(event, $0, declineCode(reason))] } ?? []
        case .abandoned: return requested.map { [decline(event, $0, .authenticationAbandoned)] } ?? []
        case .expired(let money):
            return [
                Action(
                    id: event.operationName, kind: .void, at: event.at, amount: money, code: .approved,
                    reference: details.reference)
            ]
        case .operation(let operation): return actions(of: operation, event)
        }
    }

    private func actions(of operation: Operation, _ event: Event) -> [Action] {
        let own = OperationDetails.read(event.details)
        func action(_ kind: Action.Kind, _ amount: Money, _ id: OperationID = operation.id) -> Action {
            Action(
                id: id, kind: kind, at: event.at, amount: amount, code: code(operation), reference: own?.reference,
                metadata: own?.metadata)
        }
        switch operation.order {
        case .authorize(let money, _):
            var authorization = action(money.isZero ? .verification : .authorization, money)
            (authorization.reference, authorization.metadata) = (details.reference, details.metadata)
            return [authorization]
        case .capture(let money, let traits):
            var capture = action(.capture, money)
            // Its reference is the payment's. Source: wire/checkout.md §5.
            if traits.contains(.automatic) { capture.reference = details.reference }
            return [capture]
        case .void(let money): return [action(.void, money)]
        case .refund(let money): return [action(.refund, money)]
        case .increment(let money): return [action(.increment, money)]
        case .reauthorize(let money):
            // Asked for as an increment of nothing. Source: wire/checkout.md §6.5.
            return [action(.increment, .zero(money.currency))]
        case .reverse(let releasing, let refunding):
            if refunding.isZero { return [action(.void, releasing)] }
            if releasing.isZero { return [action(.refund, refunding)] }
            return [action(.void, releasing, operation.id.derived(1)), action(.refund, refunding)]
        }
    }

    private func decline(_ event: Event, _ amount: Money, _ code: ResponseCode) -> Action {
        Action(
            id: details.platform.authorizationName(of: event.payment) ?? event.operationName,
            kind: amount.isZero ? .verification : .authorization, at: event.at, amount: amount, code: code,
            reference: details.reference, metadata: details.metadata)
    }

    /// The very code of the card or amount, where the issuer said no for it.
    private func declineCode(_ reason: FailureReason) -> ResponseCode {
        details.decline.flatMap { $0.reason == reason ? $0 : nil } ?? reason.code
    }

    private func code(_ operation: Operation) -> ResponseCode? {
        switch operation.state {
        case .pending: return nil
        case .failed(let reason):
            if case .increment = operation.order { return details.source.card.answers.incrementDecline ?? reason.code }
            return reason.code
        case .succeeded:
            if case .authorize(let money, _) = operation.order, let requested, money < requested {
                return .partlyApproved
            }
            return .approved
        }
    }

    /// One that was pending takes its place again.
    private mutating func put(_ action: Action) {
        guard let place = list.firstIndex(where: { $0.id == action.id }) else { return list.append(action) }
        var action = action
        action.reference = action.reference ?? list[place].reference
        action.metadata = action.metadata ?? list[place].metadata
        list[place] = action
    }
}

extension Event {
    /// What names an event that is no operation: a decline, an expiry.
    var operationName: OperationID { payment.derived(sequence) }
}
