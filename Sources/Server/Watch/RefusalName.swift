import PaymentCore

/// What refusals are called in figures and spans.
enum RefusalName: String, CaseIterable {
    case keyReused = "key_reused"
    case referenceTaken = "reference_taken"
    case paymentUnknown = "payment_unknown"
    case paymentExists = "payment_exists"
    case amendedMeanwhile = "amended_meanwhile"
    case ended
    case notAuthorized = "not_authorized"
    case alreadyAuthorized = "already_authorized"
    case authorizationPending = "authorization_pending"
    case closed
    case captureWindowClosed = "capture_window_closed"
    case captureIsAutomatic = "capture_is_automatic"
    case finalCaptureMade = "final_capture_made"
    case captureLimitReached = "capture_limit_reached"
    case alreadyCaptured = "already_captured"
    case nothingCaptured = "nothing_captured"
    case refundWindowClosed = "refund_window_closed"
    case incrementNotAllowed = "increment_not_allowed"
    case operationNotPending = "operation_not_pending"
    case operationDispatched = "operation_dispatched"
    case tooManyPending = "too_many_pending"
    case notDue = "not_due"
    case currencyMismatch = "currency_mismatch"
    case amountNotPositive = "amount_not_positive"
    case exceedsLimit = "exceeds_limit"
    case exceedsCapturable = "exceeds_capturable"
    case partialCaptureNotAllowed = "partial_capture_not_allowed"
    case refundRepeated = "refund_repeated"
    case exceedsRefundable = "exceeds_refundable"

    init(_ refusal: Refusal) {
        switch refusal {
        case .keyReused: self = .keyReused
        case .referenceTaken: self = .referenceTaken
        case .paymentUnknown: self = .paymentUnknown
        case .paymentExists: self = .paymentExists
        case .amendedMeanwhile: self = .amendedMeanwhile
        case .ended: self = .ended
        case .notAuthorized: self = .notAuthorized
        case .alreadyAuthorized: self = .alreadyAuthorized
        case .authorizationPending: self = .authorizationPending
        case .closed: self = .closed
        case .captureWindowClosed: self = .captureWindowClosed
        case .captureIsAutomatic: self = .captureIsAutomatic
        case .finalCaptureMade: self = .finalCaptureMade
        case .captureLimitReached: self = .captureLimitReached
        case .alreadyCaptured: self = .alreadyCaptured
        case .nothingCaptured: self = .nothingCaptured
        case .refundWindowClosed: self = .refundWindowClosed
        case .incrementNotAllowed: self = .incrementNotAllowed
        case .operationNotPending: self = .operationNotPending
        case .operationDispatched: self = .operationDispatched
        case .tooManyPending: self = .tooManyPending
        case .notDue: self = .notDue
        case .currencyMismatch: self = .currencyMismatch
        case .amountNotPositive: self = .amountNotPositive
        case .exceedsLimit: self = .exceedsLimit
        case .exceedsCapturable: self = .exceedsCapturable
        case .partialCaptureNotAllowed: self = .partialCaptureNotAllowed
        case .refundRepeated: self = .refundRepeated
        case .exceedsRefundable: self = .exceedsRefundable
        }
    }

    static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
