import PaymentCore

/// The event types that can happen here; others may be subscribed to, and never come. Source: wire/mollie.md §10.2.
enum HookEventType: String, CaseIterable {
    case paymentPaid = "payment.paid"
    case paymentAuthorized = "payment.authorized"
    case paymentFailed = "payment.failed"
    case paymentCanceled = "payment.canceled"
    case paymentExpired = "payment.expired"
    case refundPending = "refund.pending"
    case refundProcessing = "refund.processing"
    case refundRefunded = "refund.refunded"
    case refundFailed = "refund.failed"
    case refundCanceled = "refund.canceled"
    case captureSucceeded = "capture.succeeded"
    case captureFailed = "capture.failed"

    /// Every type that a subscription may name. Source: specs/mollie, schema `webhook-event-types`.
    static let subscribable: Set<String> = [
        "*", "payment.paid", "payment.authorized", "payment.failed", "payment.canceled", "payment.expired",
        "payment.pending", "refund.queued", "refund.pending", "refund.processing", "refund.refunded", "refund.failed",
        "refund.canceled", "chargeback.received", "chargeback.reversed", "capture.succeeded", "capture.failed",
        "payment-link.paid", "balance-transaction.created", "payout.initiated", "payout.processing-at-bank",
        "payout.completed", "payout.canceled", "payout.failed", "sales-invoice.created", "sales-invoice.issued",
        "sales-invoice.canceled", "sales-invoice.paid", "sales-invoice.e-invoice-failed",
        "sales-invoice.e-invoice-issued", "business-account-transfer.requested",
        "business-account-transfer.initiated", "business-account-transfer.pending-review",
        "business-account-transfer.processed", "business-account-transfer.failed",
        "business-account-transfer.blocked", "business-account-transfer.returned",
    ]

    /// What one fact is in Mollie's words: a capture that completes a payment is two events. `payment` is as of then, and
    /// `refund` the one that the fact is about.
    static func of(_ event: Event, _ payment: Payment, refund: Operation?) -> [HookEventType] {
        switch event.fact {
        case .created, .amended, .lapsing, .lapsed, .settled, .instructed: return []
        case .declined(_, let ends): return ends ? ofStatus(payment) : []
        case .withdrawn, .abandoned: return ofStatus(payment)
        // Of a payment that failed when it was to be captured, the end of the hold is no news.
        case .expired, .remainderReleased: return payment.failsAtOnce ? [] : ofStatus(payment)
        case .dispatched: return refund.map(ofRefund) ?? []
        case .operation(let operation):
            switch operation.order {
            case .authorize:
                guard operation.state == .succeeded else { return [] }
                // What is captured at once is `paid` directly. Source: wire/mollie.md §4.
                guard payment.state.terms.capture != .automatic(after: .zero) else { return [] }
                return ofStatus(payment, orAuthorized: true)
            case .capture: return ofCapture(operation, payment)
            case .void, .reverse:
                return operation.state == .succeeded && !payment.failsAtOnce ? ofStatus(payment) : []
            case .refund: return ofRefund(operation)
            case .increment, .reauthorize: return []
            }
        }
    }

    private static func ofStatus(_ payment: Payment, orAuthorized: Bool = false) -> [HookEventType] {
        switch PaymentStatus.of(payment).status {
        case .open, .pending: []
        case .authorized: orAuthorized ? [.paymentAuthorized] : []
        case .paid: [.paymentPaid]
        case .canceled: [.paymentCanceled]
        case .expired: [.paymentExpired]
        case .failed: [.paymentFailed]
        }
    }

    private static func ofCapture(_ operation: Operation, _ payment: Payment) -> [HookEventType] {
        // What the terms captured at once is no capture object. Source: wire/mollie.md §4.
        let isObject = payment.state.terms.capture != .automatic(after: .zero)
        switch operation.state {
        case .pending: return []
        case .succeeded: return (isObject ? [.captureSucceeded] : []) + ofStatus(payment)
        case .failed: return isObject ? [.captureFailed] : ofStatus(payment)
        }
    }

    private static func ofRefund(_ operation: Operation) -> [HookEventType] {
        switch RefundStatus.of(operation) {
        case .pending: [.refundPending]
        case .processing: [.refundProcessing]
        case .refunded: [.refundRefunded]
        case .failed: [.refundFailed]
        case nil: [.refundCanceled]
        }
    }
}
