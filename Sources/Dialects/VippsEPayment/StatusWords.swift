import Ledger
import PaymentCore

/// Where a payment stands, in the API's words. Source: wire/vipps.md §2.4: no money movement changes it.
enum PaymentState: String {
    case created = "CREATED"
    case authorized = "AUTHORIZED"
    case aborted = "ABORTED"
    case expired = "EXPIRED"
    case terminated = "TERMINATED"

    static func of(_ payment: Payment) -> PaymentState {
        switch payment.state.ending?.cause {
        case .withdrawn: .terminated
        case .declined: .aborted
        case .abandoned: .expired
        case nil: payment.state.authorizedAt == nil ? .created : .authorized
        }
    }
}

/// Where its money stands. Source: wire/vipps.md §2.4.
struct Aggregate {
    let authorized: Money
    let cancelled: Money
    let captured: Money
    let refunded: Money

    init(_ payment: Payment) {
        authorized = payment.authorized
        // What the merchant took back before the payer's yes counts as cancelled, though nothing was ever held.
        cancelled = PaymentState.of(payment) == .terminated ? payment.birth.requested : payment.released
        captured = payment.captured
        refunded = payment.refunded
    }
}
