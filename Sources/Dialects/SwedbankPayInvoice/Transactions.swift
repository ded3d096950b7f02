import Ledger
import PaymentCore

/// One transaction of a payment, as merchants see it. Source: wire/swedbank.md §7.2.
struct Transaction {
    enum Kind: String, CaseIterable {
        case authorization = "Authorization"
        case capture = "Capture"
        case cancellation = "Cancellation"
        case reversal = "Reversal"
    }

    let id: OperationID
    let kind: Kind
    var state: Operation.State
    let created: Instant
    var updated: Instant
    let amount: Money
    let details: TransactionDetails

    /// What the ledger was doing when it failed. Source: wire/swedbank.md §7.2, `failedActivityName`.
    var activity: String {
        switch kind {
        case .authorization: "Authorize"
        case .capture: "Capture"
        case .cancellation: "Cancel"
        case .reversal: "Reverse"
        }
    }

    var failure: FailureWords? { if case .failed(let reason) = state { FailureWords(reason) } else { nil } }
}

/// The transactions of a payment, oldest first.
struct Transactions {
    private(set) var list: [Transaction] = []

    init(_ events: some Sequence<Event>, of payment: Payment) {
        for event in events { for transaction in Self.of(event, in: payment) { put(transaction) } }
    }

    func of(_ kind: Transaction.Kind) -> [Transaction] { list.filter { $0.kind == kind } }

    /// Whether so many failed one after the other that nobody may try again. Source: wire/swedbank.md §6, "Max 5
    /// consecutive failed capture attempts, and 5 failed reversal attempts"; of nothing else.
    func isLocked(_ kind: Transaction.Kind) -> Bool {
        guard kind == .capture || kind == .reversal else { return false }
        let last = of(kind).suffix(Self.failuresAllowed)
        return last.count == Self.failuresAllowed && last.allSatisfy { $0.failure != nil }
    }

    static let failuresAllowed = 5

    /// What one event did; nothing for one that merchants do not see as a transaction.
    static func of(_ event: Event, in payment: Payment) -> [Transaction] {
        switch event.fact {
        case .created, .amended, .withdrawn, .abandoned, .dispatched, .lapsing, .lapsed, .settled, .instructed:
            return []
        case .declined(let reason, _):
            // A connector told of it as an operation before.
            guard payment.birth.rail == .simulated else { return [] }
            return [
                make(
                    event.transactionName, .authorization, .failed(reason), event, payment.birth.requested,
                    authorizing: payment)
            ]
        case .expired(let money), .remainderReleased(let money):
            return [make(event.transactionName, .cancellation, .succeeded, event, money)]
        case .operation(let operation): return of(operation, event, payment)
        }
    }

    private static func of(_ operation: Operation, _ event: Event, _ payment: Payment) -> [Transaction] {
        func one(_ kind: Transaction.Kind, _ money: Money, _ id: OperationID = operation.id) -> Transaction {
            make(id, kind, operation.state, event, money, authorizing: kind == .authorization ? payment : nil)
        }
        switch operation.order {
        case .authorize(let money, _), .increment(let money), .reauthorize(let money):
            return [one(.authorization, money)]
        case .capture(let money, _): return [one(.capture, money)]
        case .void(let money): return [one(.cancellation, money)]
        case .refund(let money): return [one(.reversal, money)]
        case .reverse(let releasing, let refunding):
            if refunding.isZero { return [one(.cancellation, releasing)] }
            if releasing.isZero { return [one(.reversal, refunding)] }
            return [one(.cancellation, releasing, operation.id.derived(1)), one(.reversal, refunding)]
        }
    }

    /// An authorization takes everything from the payment: it has no description and no reference of its own. Source:
    /// wire/swedbank.md §4.3.
    private static func make(
        _ id: OperationID, _ kind: Transaction.Kind, _ state: Operation.State, _ event: Event, _ amount: Money,
        authorizing payment: Payment? = nil
    ) -> Transaction {
        var details = TransactionDetails.read(event.details)
        if let own = payment.flatMap({ PaymentDetails.read($0) }) {
            details = TransactionDetails(
                description: own.description, payeeReference: own.payeeReference, vatAmount: own.vatAmount)
        }
        return Transaction(
            id: id, kind: kind, state: state, created: event.operation?.startedAt ?? event.at, updated: event.at,
            amount: amount, details: details)
    }

    /// One that was pending takes its place again, with what was kept when it began.
    private mutating func put(_ transaction: Transaction) {
        guard let place = list.firstIndex(where: { $0.id == transaction.id }) else { return list.append(transaction) }
        list[place].state = transaction.state
        list[place].updated = transaction.updated
    }
}

extension Event {
    /// What names a transaction that is no operation.
    fileprivate var transactionName: OperationID { payment.derived(sequence) }
}
