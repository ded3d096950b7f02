import DialectKit
import Ledger
import PaymentCore

/// Why the domain says no, with a code for programs and advice for people.
extension Problem {
    static func refused(_ refusal: Refusal, isReplayed: Bool = false) -> Problem {
        var problem = plain(refusal)
        problem.isReplayed = isReplayed
        return problem
    }

    private static func plain(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .paymentUnknown: paymentUnknown
        case .keyReused:
            unprocessable("keyReused", "This Idempotency-Key was used for another request: make a new one")
        case .referenceTaken: conflict("referenceTaken", "Another payment of this merchant has this reference")
        case .paymentExists: conflict("paymentExists", "There is such a payment already")
        case .amendedMeanwhile: conflict("amendedMeanwhile", "The payment was changed meanwhile: read it again")
        case .ended(let cause): conflict("ended", "The payment has ended (\(word(cause))): create another one")
        case .notAuthorized: conflict("notAuthorized", "The payer has not approved the payment yet")
        case .alreadyAuthorized: conflict("alreadyAuthorized", "The payment is authorized already")
        case .authorizationPending: conflict("authorizationPending", "An authorization is pending: wait for its answer")
        case .closed(let cause): conflict("closed", "Nothing is left of the authorization: it was \(word(cause))")
        case .captureWindowClosed(let at): conflict("captureWindowClosed", "Captures ended at \(spell(at))")
        case .refundWindowClosed(let at): conflict("refundWindowClosed", "Refunds ended at \(spell(at))")
        case .captureIsAutomatic: conflict("captureIsAutomatic", "This payment is captured automatically")
        case .finalCaptureMade: conflict("finalCaptureMade", "A final capture was made: no other may follow")
        case .captureLimitReached: conflict("captureLimitReached", "This payment takes one capture")
        case .alreadyCaptured: conflict("alreadyCaptured", "Something was captured: void the rest, or refund")
        case .nothingCaptured: conflict("nothingCaptured", "Nothing was captured: void instead")
        case .incrementNotAllowed: conflict("incrementNotAllowed", "This authorization takes no increments")
        case .operationNotPending: conflict("operationNotPending", "There is no such pending operation")
        case .operationDispatched: conflict("operationDispatched", "The operation can be called back no longer")
        case .tooManyPending(let limit): conflict("tooManyPending", "\(limit) operations are pending: wait for them")
        case .notDue: conflict("notDue", "It is not time for that")
        case .refundRepeated: conflict("refundRepeated", "The same amount was refunded a moment ago")
        case .currencyMismatch(let expected):
            unprocessable("currencyMismatch", "The payment's currency is \(expected.code)", field: "amount.currency")
        case .amountNotPositive:
            unprocessable("amountNotPositive", "There is nothing left of it", field: "amount.value")
        case .exceedsLimit: unprocessable("exceedsLimit", "The amount is larger than any may be", field: "amount.value")
        case .exceedsCapturable(_, let left), .partialCaptureNotAllowed(let left):
            unprocessable(
                refusal.isPartial ? "partialCaptureNotAllowed" : "exceedsCapturable",
                "\(left.minorUnits) minor units can be captured or voided", field: "amount.value")
        case .exceedsRefundable(_, let left):
            unprocessable(
                "exceedsRefundable", "\(left.minorUnits) minor units can be refunded", field: "amount.value")
        }
    }

    /// What the payment's wire needs and was not told, or was told wrong.
    static func lacking(_ gaps: [OperationPapers.Gap]) -> Problem {
        unprocessable(
            gaps.contains(where: \.isMissing) ? "detailsRequired" : "detailsRefused",
            gaps.map { "\($0.field): \($0.advice)" }.joined(separator: "; "), field: gaps.first?.field)
    }

    private static func conflict(_ code: String, _ detail: String) -> Problem {
        var problem = conflict(detail)
        problem.code = code
        return problem
    }

    private static func unprocessable(_ code: String, _ detail: String, field: String? = nil) -> Problem {
        Problem(status: 422, title: "Unprocessable Content", detail: detail, field: field, code: code)
    }

    private static func spell(_ instant: Instant) -> String { InstantSpelling.zuluMilliseconds(instant.milliseconds) }

    private static func word(_ cause: Payment.Closing.Cause) -> String {
        switch cause {
        case .captured: "captured"
        case .voided: "voided"
        case .expired: "released when its time was over"
        }
    }

    private static func word(_ cause: Payment.Ending.Cause) -> String {
        switch cause {
        case .withdrawn: "withdrawn by the merchant"
        case .declined: "declined"
        case .abandoned: "abandoned by the payer"
        }
    }
}

extension Refusal {
    fileprivate var isPartial: Bool { if case .partialCaptureNotAllowed = self { true } else { false } }
}
