import Ledger
import PaymentCore

/// Mollie's words for where a payment stands, derived from facts. Source: wire/mollie.md §4.
enum PaymentStatus: String {
    case open, pending, authorized, paid, canceled, expired, failed

    var isFinal: Bool {
        switch self {
        case .open, .pending, .authorized: false
        case .paid, .canceled, .expired, .failed: true
        }
    }

    /// With the instant at which it came about; nil while it may still change.
    static func of(_ payment: Payment) -> (status: PaymentStatus, since: Instant?) {
        if let ending = payment.state.ending {
            switch ending.cause {
            case .withdrawn: return (.canceled, ending.at)
            case .abandoned: return (.expired, ending.at)
            case .declined(.payerCanceled): return (.canceled, ending.at)
            case .declined: return (.failed, ending.at)
            }
        }
        guard let authorizedAt = payment.state.authorizedAt else { return (.open, nil) }
        // Nothing was asked for, as with a card that is only to be known: nothing is left to capture.
        if payment.authorized.isZero { return (.paid, authorizedAt) }
        // Of what was to be captured at once, the authorization never shows.
        if payment.failsAtOnce { return (.failed, authorizedAt) }
        guard let closed = payment.state.closed else { return (.authorized, nil) }
        switch closed.cause {
        case .captured: return (.paid, closed.at)
        case .voided: return (.canceled, closed.at)
        case .expired: return (.expired, closed.at)
        }
    }
}

extension Payment {
    /// The capture that belongs to the payer's yes was refused, and no other can follow. What happens to the hold then
    /// changes nothing for the shop. Source: wire/mollie.md §4.
    var failsAtOnce: Bool {
        isCapturedAtOnce && state.automaticCaptureAsked && captured.isZero && pendingCaptures.isZero
    }
}

/// And for where a refund stands: on its way from when it can be called back no longer. Source: wire/mollie.md §6.2.
enum RefundStatus: String {
    case pending, processing, refunded, failed

    /// Nil for one that was canceled: it does not exist any more.
    static func of(_ operation: Operation) -> RefundStatus? {
        switch operation.state {
        case .pending: operation.cancelableUntil == nil ? .processing : .pending
        case .succeeded: .refunded
        case .failed(.merchantCanceled): nil
        case .failed: .failed
        }
    }
}

/// And for where a capture stands. Source: wire/mollie.md §5.1.
enum CaptureStatus: String {
    case pending, succeeded, failed

    static func of(_ operation: Operation) -> CaptureStatus {
        switch operation.state {
        case .pending: .pending
        case .succeeded: .succeeded
        case .failed: .failed
        }
    }
}
