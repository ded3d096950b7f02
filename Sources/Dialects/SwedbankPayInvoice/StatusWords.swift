import PaymentCore

/// The state of the payment as a resource: it says nothing about money, and a payment that is captured and reversed in
/// full is still ready. Source: wire/swedbank.md §6.
enum PaymentState: String {
    case ready = "Ready"
    case pending = "Pending"
    case failed = "Failed"
    case aborted = "Aborted"

    static func of(_ payment: Payment) -> PaymentState {
        if let ending = payment.state.ending {
            switch ending.cause {
            case .withdrawn: return .aborted
            case .declined, .abandoned: return .failed
            }
        }
        return payment.state.pending.isEmpty ? .ready : .pending
    }
}

extension Operation.State {
    /// Source: wire/swedbank.md §6, "Transaction `type`".
    var word: String {
        switch self {
        case .pending: "Initialized"
        case .succeeded: "Completed"
        case .failed: "Failed"
        }
    }
}
