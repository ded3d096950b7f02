import Ledger
import PaymentCore

/// Refusals in the API's own codes. Source: wire/vipps.md §4.2, §4.3 and §4.8.
///
/// `payment` is read after the refusal: an ending is for good, and so is what was released of a hold that is closed.
extension ErrorCode {
    static func capture(_ refusal: Refusal, _ payment: Payment, _ order: OrderName) -> ErrorCode {
        switch refusal {
        case .keyReused: captureKeyReused
        case .paymentUnknown: order.unknown
        case .ended(.withdrawn): notAllowed
        case .ended, .notAuthorized, .authorizationPending: captureBeforeReservation
        case .captureWindowClosed: capturePeriodExpired
        case .closed: payment.released.isZero ? alreadyProcessed : notAllowed
        case .captureIsAutomatic, .finalCaptureMade, .captureLimitReached, .amountNotPositive: alreadyProcessed
        case .exceedsCapturable, .exceedsLimit, .partialCaptureNotAllowed: captureTooHigh
        case .tooManyPending: unavailable
        case .referenceTaken, .paymentExists, .amendedMeanwhile, .alreadyAuthorized, .alreadyCaptured, .nothingCaptured,
            .refundWindowClosed, .incrementNotAllowed, .operationNotPending, .operationDispatched, .notDue,
            .currencyMismatch, .refundRepeated, .exceedsRefundable:
            captureFailed
        }
    }

    /// `releasesRest`: the merchant said `shouldReleaseRemainingFunds`.
    static func cancellation(
        _ refusal: Refusal, _ payment: Payment, _ order: OrderName, releasesRest: Bool
    ) -> ErrorCode {
        switch refusal {
        case .paymentUnknown: order.unknown
        case .alreadyCaptured: cancelOfCaptured
        case .captureWindowClosed: cancelPeriodExpired
        case .closed:
            // Without the flag, whatever was captured stands in the way. Source: the seed.
            payment.captured.isZero || (releasesRest && !payment.released.isZero) ? alreadyProcessed : cancelOfCaptured
        case .ended(.withdrawn): alreadyProcessed
        case .tooManyPending: unavailable
        case .ended, .keyReused, .notAuthorized, .alreadyAuthorized, .authorizationPending, .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .currencyMismatch, .amountNotPositive, .exceedsCapturable,
            .exceedsLimit, .partialCaptureNotAllowed, .referenceTaken, .paymentExists, .amendedMeanwhile,
            .nothingCaptured, .refundWindowClosed, .incrementNotAllowed, .operationNotPending, .operationDispatched,
            .notDue, .refundRepeated, .exceedsRefundable:
            cancelFailed
        }
    }

    static func refund(_ refusal: Refusal, _ payment: Payment, _ order: OrderName) -> ErrorCode {
        switch refusal {
        case .keyReused: refundKeyReused
        case .paymentUnknown: order.unknown
        case .ended(.withdrawn): refundOfCancelled
        case .ended, .notAuthorized, .authorizationPending: refundOfReserved
        case .nothingCaptured: payment.released.isZero ? refundOfReserved : refundOfCancelled
        case .refundWindowClosed: refundPeriodExpired
        case .exceedsRefundable, .exceedsLimit, .amountNotPositive: refundTooHigh
        case .tooManyPending: unavailable
        case .closed, .captureWindowClosed, .captureIsAutomatic, .finalCaptureMade, .captureLimitReached,
            .exceedsCapturable, .partialCaptureNotAllowed, .currencyMismatch, .referenceTaken, .paymentExists,
            .amendedMeanwhile, .alreadyAuthorized, .alreadyCaptured, .incrementNotAllowed, .operationNotPending,
            .operationDispatched, .notDue, .refundRepeated:
            refundFailed
        }
    }

    // MARK: What the bank said

    /// To the payer's yes.
    static func failedReservation(_ reason: FailureReason) -> ErrorCode {
        switch reason {
        case .cardInvalid, .cardBlocked, .securityCodeInvalid: noValidCard
        case .declined, .insufficientFunds, .suspectedFraud: refusedByIssuer
        case .cardExpired: expiredCard
        case .authenticationFailed, .authenticationAbandoned, .payerDeclined, .payerCanceled, .merchantCanceled,
            .technical:
            reservationFailed
        }
    }

    /// To a capture, once it need not pay any more: no funds, expired and blocked each have their own code.
    /// Source: seeds-first.md.
    static func failedCapture(_ reason: FailureReason) -> ErrorCode {
        switch reason {
        case .insufficientFunds: refusedByIssuer
        case .cardExpired: expiredCard
        case .cardBlocked, .cardInvalid, .securityCodeInvalid: noValidCard
        case .declined, .suspectedFraud, .authenticationFailed, .authenticationAbandoned, .payerDeclined,
            .payerCanceled, .merchantCanceled, .technical:
            captureFailed
        }
    }
}

/// What errors say of an order.
struct OrderName {
    let order: String
    let unit: String

    var unknown: ErrorCode { .unknownOrder(order, unit: unit) }
}
