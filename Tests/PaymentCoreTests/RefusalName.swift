import PaymentCore

/// Every case of `Refusal` by its name. The switch below does not compile when one is missing here.
enum RefusalName: CaseIterable {
    case keyReused
    case referenceTaken
    case paymentUnknown
    case paymentExists
    case amendedMeanwhile
    case ended
    case notAuthorized
    case alreadyAuthorized
    case authorizationPending
    case closed
    case captureWindowClosed
    case captureIsAutomatic
    case finalCaptureMade
    case captureLimitReached
    case alreadyCaptured
    case nothingCaptured
    case refundWindowClosed
    case incrementNotAllowed
    case operationNotPending
    case operationDispatched
    case tooManyPending
    case notDue
    case currencyMismatch
    case amountNotPositive
    case exceedsLimit
    case exceedsCapturable
    case partialCaptureNotAllowed
    case exceedsRefundable
    case refundRepeated

    /// Those that the engine gives, from its claims; `decide` knows nothing of keys and references.
    static let ofTheEngine: Set<RefusalName> = [.keyReused, .referenceTaken]
}

extension Refusal {
    var name: RefusalName {
        switch self {
        case .keyReused: .keyReused
        case .referenceTaken: .referenceTaken
        case .paymentUnknown: .paymentUnknown
        case .paymentExists: .paymentExists
        case .amendedMeanwhile: .amendedMeanwhile
        case .ended: .ended
        case .notAuthorized: .notAuthorized
        case .alreadyAuthorized: .alreadyAuthorized
        case .authorizationPending: .authorizationPending
        case .closed: .closed
        case .captureWindowClosed: .captureWindowClosed
        case .captureIsAutomatic: .captureIsAutomatic
        case .finalCaptureMade: .finalCaptureMade
        case .captureLimitReached: .captureLimitReached
        case .alreadyCaptured: .alreadyCaptured
        case .nothingCaptured: .nothingCaptured
        case .refundWindowClosed: .refundWindowClosed
        case .incrementNotAllowed: .incrementNotAllowed
        case .operationNotPending: .operationNotPending
        case .operationDispatched: .operationDispatched
        case .tooManyPending: .tooManyPending
        case .notDue: .notDue
        case .currencyMismatch: .currencyMismatch
        case .amountNotPositive: .amountNotPositive
        case .exceedsLimit: .exceedsLimit
        case .exceedsCapturable: .exceedsCapturable
        case .partialCaptureNotAllowed: .partialCaptureNotAllowed
        case .exceedsRefundable: .exceedsRefundable
        case .refundRepeated: .refundRepeated
        }
    }
}
