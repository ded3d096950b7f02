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

    /// The details were replaced since whoever amends them looked.
    case amendedMeanwhile

    // State, before authorization
    case ended(Payment.Ending.Cause)
    case notAuthorized
    case alreadyAuthorized
    case authorizationPending

    // State, after authorization
    case closed(Payment.Closing.Cause)
    case captureWindowClosed(at: Instant)
    case captureIsAutomatic
    case finalCaptureMade
    case captureLimitReached
    case alreadyCaptured
    case nothingCaptured
    case refundWindowClosed(at: Instant)
    case incrementNotAllowed
    case operationNotPending
    /// The pending operation can be called back no longer.
    case operationDispatched
    case tooManyPending(limit: Int)
    /// A timer came before its time: what it waits for has moved.
    case notDue

    // Amount
    case currencyMismatch(expected: Currency)
    case amountNotPositive
    case exceedsLimit
    case exceedsCapturable(requested: Money, capturable: Money)
    case partialCaptureNotAllowed(capturable: Money)
    /// The same amount was refunded a moment ago.
    case refundRepeated
    case exceedsRefundable(requested: Money, refundable: Money)
}
