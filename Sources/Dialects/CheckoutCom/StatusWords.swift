import Ledger
import PaymentCore

/// Checkout.com's words for where a payment stands, derived from facts. Source: wire/checkout.md §7.
enum PaymentStatus: String {
    case pending = "Pending"
    case authorized = "Authorized"
    case cardVerified = "Card Verified"
    case voided = "Voided"
    case partiallyCaptured = "Partially Captured"
    case captured = "Captured"
    case partiallyRefunded = "Partially Refunded"
    case refunded = "Refunded"
    case declined = "Declined"
    case canceled = "Canceled"

    static func of(_ payment: Payment) -> PaymentStatus {
        if let ending = payment.state.ending {
            switch ending.cause {
            case .withdrawn, .declined(.payerCanceled): return .canceled
            case .declined, .abandoned: return .declined
            }
        }
        guard payment.state.authorizedAt != nil else { return .pending }
        if payment.authorized.isZero { return .cardVerified }
        if !payment.refunded.isZero {
            return payment.refunded == payment.captured ? .refunded : .partiallyRefunded
        }
        if !payment.captured.isZero {
            return payment.captured == payment.authorized ? .captured : .partiallyCaptured
        }
        return payment.state.closed == nil ? .authorized : .voided
    }
}

extension FailureReason {
    /// The code that tells an issuer's or payer's no. Source: wire/checkout.md §11.
    var code: ResponseCode {
        switch self {
        case .declined: ResponseCode(text: "20005")
        case .insufficientFunds: ResponseCode(text: "20051")
        case .cardBlocked: ResponseCode(text: "20062")
        case .cardExpired: ResponseCode(text: "20054")
        case .cardInvalid: ResponseCode(text: "20014")
        case .securityCodeInvalid: ResponseCode(text: "20087")
        case .suspectedFraud: ResponseCode(text: "20059")
        case .authenticationFailed, .payerDeclined: .authenticationFailed
        case .authenticationAbandoned: .authenticationAbandoned
        case .payerCanceled, .merchantCanceled: ResponseCode(text: "20017")
        case .technical: .invalidRequest
        }
    }
}
