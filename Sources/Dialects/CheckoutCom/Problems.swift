import DialectKit
import HTTPTypes
import Ledger
import PaymentCore

/// Why a request is refused. Most have a status and nothing more: the real bodies are empty. Source: wire/checkout.md §12.
struct Problem: Error, Equatable {
    let status: Int
    /// The body's `error_type`; nil for an empty body.
    var type: String?
    var codes: [String] = []

    static let malformed = Problem(status: 400, type: "request_malformed", codes: ["request_body_malformed"])
    static let unauthorized = Problem(status: 401)
    /// What the seed calls "Capture not allowed", for every kind of action; also a token without the scope.
    static let notAllowed = Problem(status: 403)
    /// What the seed calls "Payment not found".
    static let notFound = Problem(status: 404)
    static let bodyTooLarge = Problem(status: 413)
    static let internalError = Problem(status: 500)
    static let overloaded = Problem(status: 503)

    /// The request itself is wrong.
    static func invalid(_ code: String) -> Problem { Problem(status: 422, type: "request_invalid", codes: [code]) }

    /// The request is well formed, and breaks a rule of processing.
    static func unprocessable(_ code: String) -> Problem {
        Problem(status: 422, type: "processing_error", codes: [code])
    }
}

// MARK: Refusals

extension Problem {
    /// Why a payment cannot be created. A reference that is taken is its token's. Source: wire/checkout.md §4.3.
    static func creation(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .referenceTaken: invalid("token_used")
        case .keyReused, .amendedMeanwhile, .paymentUnknown, .paymentExists, .ended, .notAuthorized,
            .alreadyAuthorized, .authorizationPending, .closed, .captureWindowClosed, .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured, .refundWindowClosed,
            .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending, .notDue, .currencyMismatch,
            .amountNotPositive, .exceedsLimit, .exceedsCapturable, .partialCaptureNotAllowed, .refundRepeated,
            .exceedsRefundable:
            internalError
        }
    }

    /// Why a capture is refused. `hasCaptures` is whether any was made before. Where nothing is held, as of a verified card,
    /// none is allowed, whatever its amount. Source: wire/checkout.md §6.1.
    static func capture(_ refusal: Refusal, hasCaptures: Bool) -> Problem {
        switch refusal {
        case .paymentUnknown: notFound
        case .exceedsCapturable(_, let capturable) where capturable.isZero: notAllowed
        case .exceedsCapturable, .exceedsLimit:
            unprocessable(
                hasCaptures
                    ? "capture_value_greater_than_remaining_authorized" : "capture_value_greater_than_authorized")
        case .currencyMismatch: invalid("currency_invalid")
        case .keyReused, .referenceTaken, .amendedMeanwhile, .paymentExists, .ended, .notAuthorized,
            .alreadyAuthorized, .authorizationPending, .closed, .captureWindowClosed, .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured, .refundWindowClosed,
            .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending, .notDue, .amountNotPositive,
            .partialCaptureNotAllowed, .refundRepeated, .exceedsRefundable:
            notAllowed
        }
    }

    /// Why a void is refused. Of nothing held nothing can be voided: not allowed. Source: wire/checkout.md §6.2.
    static func void(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .paymentUnknown: notFound
        case .exceedsCapturable(_, let capturable) where capturable.isZero: notAllowed
        case .exceedsCapturable, .exceedsLimit: unprocessable("void_amount_invalid")
        case .currencyMismatch: invalid("currency_invalid")
        case .keyReused, .referenceTaken, .amendedMeanwhile, .paymentExists, .ended, .notAuthorized,
            .alreadyAuthorized, .authorizationPending, .closed, .captureWindowClosed, .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured, .refundWindowClosed,
            .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending, .notDue, .amountNotPositive,
            .partialCaptureNotAllowed, .refundRepeated, .exceedsRefundable:
            notAllowed
        }
    }

    /// Why a refund is refused. Of nothing left nothing can be refunded: not allowed. Source: wire/checkout.md §6.3.
    static func refund(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .paymentUnknown: notFound
        case .exceedsRefundable(_, let refundable):
            refundable.isZero ? notAllowed : unprocessable("refund_amount_exceeds_balance")
        case .exceedsLimit: unprocessable("refund_amount_exceeds_balance")
        case .currencyMismatch: invalid("currency_invalid")
        case .keyReused, .referenceTaken, .amendedMeanwhile, .paymentExists, .ended, .notAuthorized,
            .alreadyAuthorized, .authorizationPending, .closed, .captureWindowClosed, .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured, .refundWindowClosed,
            .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending, .notDue, .amountNotPositive,
            .partialCaptureNotAllowed, .exceedsCapturable, .refundRepeated:
            notAllowed
        }
    }

    /// Why an authorization is not increased. Source: wire/checkout.md §6.5.
    static func increment(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .paymentUnknown: notFound
        case .exceedsLimit: invalid("amount_limit_exceeded")
        case .currencyMismatch: invalid("currency_invalid")
        case .keyReused, .referenceTaken, .amendedMeanwhile, .paymentExists, .ended, .notAuthorized,
            .alreadyAuthorized, .authorizationPending, .closed, .captureWindowClosed, .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured, .refundWindowClosed,
            .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending, .notDue, .amountNotPositive,
            .exceedsCapturable, .partialCaptureNotAllowed, .refundRepeated, .exceedsRefundable:
            notAllowed
        }
    }

    static func unavailable(_ reason: Unavailable) -> Problem {
        switch reason {
        case .overloaded, .storeDown, .closing: overloaded
        }
    }
}
