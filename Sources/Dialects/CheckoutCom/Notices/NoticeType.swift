import Ledger
import PaymentCore

/// What merchants can hear of. Source: wire/checkout.md §13.3.
enum NoticeType: String, CaseIterable {
    case approved = "payment_approved"
    case declined = "payment_declined"
    case pending = "payment_pending"
    case canceled = "payment_canceled"
    case cardVerified = "card_verified"
    case cardVerificationDeclined = "card_verification_declined"
    case incremented = "payment_authorization_incremented"
    case incrementDeclined = "payment_authorization_increment_declined"
    case captured = "payment_captured"
    case captureDeclined = "payment_capture_declined"
    case voided = "payment_voided"
    case voidDeclined = "payment_void_declined"
    case refunded = "payment_refunded"
    case refundDeclined = "payment_refund_declined"

    /// Increments exist on the current platform alone.
    static func known(on platform: Platform) -> [NoticeType] {
        allCases.filter { platform == .nas || ($0 != .incremented && $0 != .incrementDeclined) }
    }

    /// What an event is heard as: nothing, one thing, or the two halves of a reversal.
    static func of(_ event: Event, _ payment: Payment, _ details: PaymentDetails) -> [NoticeType] {
        let verifies = payment.birth.requested.isZero
        switch event.fact {
        case .created: return details.authentication?.challenges == true ? [.pending] : []
        case .amended, .dispatched, .lapsing, .lapsed, .settled, .instructed, .remainderReleased: return []
        case .withdrawn, .declined(.payerCanceled, _): return [.canceled]
        case .declined, .abandoned: return [verifies ? .cardVerificationDeclined : .declined]
        case .expired: return [.voided]
        case .operation(let operation): return of(operation, verifies: verifies)
        }
    }

    private static func of(_ operation: Operation, verifies: Bool) -> [NoticeType] {
        let succeeded: Bool
        switch operation.state {
        case .pending: return []
        case .succeeded: succeeded = true
        case .failed: succeeded = false
        }
        switch operation.order {
        case .authorize: return succeeded ? [verifies ? .cardVerified : .approved] : []
        case .capture: return [succeeded ? .captured : .captureDeclined]
        case .void: return [succeeded ? .voided : .voidDeclined]
        case .refund: return [succeeded ? .refunded : .refundDeclined]
        case .increment, .reauthorize: return [succeeded ? .incremented : .incrementDeclined]
        case .reverse(let releasing, let refunding):
            let voids: [NoticeType] = releasing.isZero ? [] : [succeeded ? .voided : .voidDeclined]
            return voids + (refunding.isZero ? [] : [succeeded ? .refunded : .refundDeclined])
        }
    }
}
