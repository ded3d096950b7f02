package import Ledger

/// Why the domain says no. First match wins: the order of the cases is the order of the checks.
package enum Refusal: Error, Hashable, Sendable {
    // Key
    /// The idempotency key was used for another request.
    case keyReused
    /// Another payment of the account has this reference.
    case referenceTaken

    // Existence
    case paymentUnknown
    case paymentExists

    // State, before authorization
    case ended(Payment.Ending.Cause)
    case notAuthorized
    case alreadyAuthorized
    case authorizationPending

    // State, after authorization
    case captureWindowClosed(at: Instant)
    case closed(Payment.Closing.Cause)
    case captureIsAutomatic
    case finalCaptureMade
    case captureLimitReached
    case alreadyCaptured
    case nothingCaptured
    case incrementNotAllowed
    case operationNotPending
    case tooManyPending(limit: Int)
    /// A timer came before its time: what it waits for has moved.
    case notDue

    // Amount
    case currencyMismatch(expected: Currency)
    case amountNotPositive
    case exceedsLimit
    case exceedsCapturable(requested: Money, capturable: Money)
    case partialCaptureNotAllowed(capturable: Money)
    case exceedsRefundable(requested: Money, refundable: Money)
}
