import Ledger
import PaymentCore
import VippsAccess

/// Refusals in the API's own numbers. Source: wire/vipps.md §2.7 to §2.9 and §2.12.
///
/// `payment` is read after the refusal. What is told from it cannot change any more once the refusal was given: an ending
/// is for good, and so is what was released of a hold that is closed.
extension Problem {
    static func notFound(_ reference: String, unit: String) -> Problem {
        Problem(.referenceNotFound, "The reference \(reference) does not exist for MSN \(unit)")
    }

    static func creation(_ refusal: Refusal, _ reference: String, key: String?) -> Problem {
        switch refusal {
        case .keyReused: Problem(.keyReused, "Idempotency-Key \(key ?? "") already exists.")
        case .referenceTaken: Problem(.referenceExists, "Reference \(reference) already exists.")
        case .paymentUnknown, .paymentExists, .amendedMeanwhile, .ended, .notAuthorized, .alreadyAuthorized,
            .authorizationPending, .closed, .captureWindowClosed, .captureIsAutomatic, .finalCaptureMade,
            .captureLimitReached, .alreadyCaptured, .nothingCaptured, .refundWindowClosed, .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending, .notDue, .currencyMismatch,
            .amountNotPositive, .exceedsLimit, .exceedsCapturable, .partialCaptureNotAllowed, .refundRepeated,
            .exceedsRefundable:
            broken
        }
    }

    static func capture(_ refusal: Refusal, _ payment: Payment, _ details: PaymentName) -> Problem {
        switch refusal {
        case .keyReused:
            Problem(
                .captureKeyReused,
                "The capture request in an idempotent retry must be identical to the previous request(s).")
        case .paymentUnknown: details.notFound
        case .ended(.withdrawn): captureOfCancelled
        case .ended: Problem(.cannotBeCaptured, details.cannot("be captured", payment))
        case .notAuthorized, .authorizationPending:
            Problem(
                .captureBeforeReservation,
                "The amount you tried to capture is not reserved. The user must accept the payment before capture can be done."
            )
        case .captureWindowClosed:
            Problem(
                .capturePeriodExpired,
                "Payments can only be captured up to \(days(payment)) days after reservation. See the FAQ.")
        case .closed: payment.released.isZero ? alreadyCaptured : captureOfCancelled
        case .captureIsAutomatic, .finalCaptureMade, .captureLimitReached: alreadyCaptured
        case .currencyMismatch: currency(payment)
        case .amountNotPositive: amountTooSmall
        case .partialCaptureNotAllowed:
            Problem(.mustCaptureAll, "The sales unit is not allowed to capture a part of the reserved amount.")
        case .exceedsCapturable, .exceedsLimit:
            Problem(
                .captureTooHigh,
                "The total capture amount exceeds the reserved amount. Cannot capture a higher amount than the amount the user has accepted. Check the payment details."
            )
        case .tooManyPending: overloaded
        case .referenceTaken, .paymentExists, .amendedMeanwhile, .alreadyAuthorized, .alreadyCaptured, .nothingCaptured,
            .refundWindowClosed, .incrementNotAllowed, .operationNotPending, .operationDispatched, .notDue,
            .refundRepeated, .exceedsRefundable:
            Problem(.cannotBeCaptured, details.cannot("be captured", payment))
        }
    }

    static func cancellation(
        _ refusal: Refusal, _ payment: Payment, _ details: PaymentName, key: String?
    ) -> Problem {
        switch refusal {
        case .keyReused: Problem(.keyReused, "Idempotency-Key \(key ?? "") already exists.")
        case .paymentUnknown: details.notFound
        case .alreadyAuthorized:
            Problem(
                .cancelOfAuthorized,
                "This payment is authorized and cannot be cancelled when CancelTransactionOnly is set")
        case .captureWindowClosed: cancelPeriodExpired(payment)
        case .closed:
            if payment.closedByTime {
                cancelPeriodExpired(payment)
            } else if payment.released.isZero {
                Problem(
                    .cancelOfCaptured, "Cannot cancel a payment that has been captured. Check the payment event log.")
            } else {
                Problem(.cannotBeCancelled, details.cannot("be cancelled", payment))
            }
        case .tooManyPending: overloaded
        case .ended, .notAuthorized, .authorizationPending, .captureIsAutomatic, .finalCaptureMade,
            .captureLimitReached, .currencyMismatch, .amountNotPositive, .exceedsCapturable, .exceedsLimit,
            .partialCaptureNotAllowed, .referenceTaken, .paymentExists, .amendedMeanwhile, .alreadyCaptured,
            .nothingCaptured, .refundWindowClosed, .incrementNotAllowed, .operationNotPending, .operationDispatched,
            .notDue, .refundRepeated, .exceedsRefundable:
            Problem(.cannotBeCancelled, details.cannot("be cancelled", payment))
        }
    }

    static func refund(_ refusal: Refusal, _ payment: Payment, _ details: PaymentName) -> Problem {
        switch refusal {
        case .keyReused:
            Problem(
                .referenceExists,
                "The request in an idempotent retry must be identical to the previous request(s).",
                title: "Refund idempotency conflict")
        case .paymentUnknown: details.notFound
        case .ended, .notAuthorized, .authorizationPending:
            Problem(
                .refundBeforeReservation,
                "Cannot refund a payment that is not reserved. Check the payment event log.")
        case .refundWindowClosed:
            Problem(
                .refundPeriodExpired,
                "Payments can only be refunded within 365 days of the reservation. See the FAQ.")
        case .exceedsRefundable(_, let refundable):
            if refundable.isZero {
                Problem(
                    .alreadyRefunded,
                    "Cannot refund a payment that has already been refunded. Check the payment event log.")
            } else {
                notEnoughRefundable
            }
        case .nothingCaptured, .exceedsLimit: notEnoughRefundable
        case .currencyMismatch: currency(payment)
        case .amountNotPositive: amountTooSmall
        case .tooManyPending: overloaded
        case .closed, .captureWindowClosed, .captureIsAutomatic, .finalCaptureMade, .captureLimitReached,
            .exceedsCapturable, .partialCaptureNotAllowed, .referenceTaken, .paymentExists, .amendedMeanwhile,
            .alreadyAuthorized, .alreadyCaptured, .incrementNotAllowed, .operationNotPending, .operationDispatched,
            .notDue, .refundRepeated:
            notEnoughRefundable
        }
    }

    static func approval(_ refusal: Refusal, _ payment: Payment, _ details: PaymentName) -> Problem {
        refusal == .alreadyAuthorized
            ? Problem(.alreadyReserved, "The payment with reference \(details.reference) has already been reserved.")
            : Problem(.approveNotAllowed, details.cannot("be approved", payment))
    }

    // MARK: Said more than once

    static let amountTooSmall = Problem(
        .amountTooSmall, "The amount is too small. Amounts are specified in minor units, like øre or cent.")

    static func currency(_ payment: Payment) -> Problem {
        Problem(.invalidCurrency, "The currency of this payment is \(payment.currency.code).")
    }

    private static let captureOfCancelled = Problem(
        .captureOfCancelled, "Cannot capture a payment that has been cancelled. Check the payment event log.")
    private static let alreadyCaptured = Problem(
        .alreadyCaptured, "Cannot capture a payment that has been captured. Check the payment event log.")
    private static let notEnoughRefundable = Problem(
        .notEnoughRefundable, "Cannot refund more than the available amount. Check the payment event log.")

    private static func cancelPeriodExpired(_ payment: Payment) -> Problem {
        Problem(
            .cancelPeriodExpired,
            "Payments can only be canceled within \(days(payment)) days of the reservation. See the FAQ.")
    }

    /// For how long captures are accepted: 180 days in Norway.
    private static func days(_ payment: Payment) -> Int64 {
        (Market(payment.currency) ?? .nok).captureWindow.milliseconds / Interval.days(1).milliseconds
    }

    // MARK: What the bank said

    /// An operation that the payer's bank failed. Both may be tried again with the same key. Source: wire/vipps.md §2.12
    /// and seeds-first.md.
    static func failedCapture(_ reason: FailureReason) -> Problem {
        switch reason {
        case .technical: Problem(.captureFailed, "The capture could not be completed. Please try again later.")
        case .declined, .insufficientFunds, .cardBlocked, .cardExpired, .cardInvalid, .securityCodeInvalid,
            .suspectedFraud, .authenticationFailed, .authenticationAbandoned, .payerDeclined, .payerCanceled,
            .merchantCanceled:
            Problem(
                .fundsUnavailable,
                "The bank has released the reservation and did not accept a new one: \(words(reason)).")
        }
    }

    static let failedRefund = Problem(.refundNotPossible, "Cannot refund payment due to a configuration problem")

    private static func words(_ reason: FailureReason) -> String {
        switch reason {
        case .insufficientFunds: "insufficient funds"
        case .cardBlocked: "the card is blocked"
        case .cardExpired: "the card has expired"
        case .declined, .cardInvalid, .securityCodeInvalid, .suspectedFraud, .authenticationFailed,
            .authenticationAbandoned, .payerDeclined, .payerCanceled, .merchantCanceled, .technical:
            "refused by the issuer"
        }
    }
}

/// What errors say of a payment.
struct PaymentName {
    let reference: String
    let unit: String

    var notFound: Problem { .notFound(reference, unit: unit) }

    func cannot(_ what: String, _ payment: Payment) -> String {
        "Reference \(reference) cannot \(what). Invalid state: \(PaymentState.of(payment).rawValue)."
    }
}

extension Payment {
    /// What was left of the hold was released by the end of the capture window.
    fileprivate var closedByTime: Bool {
        guard let closed = state.closed, let end = state.captureBefore else { return false }
        return end <= closed.at
    }
}
