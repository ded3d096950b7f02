import DialectKit
import HTTPTypes
import PaymentCore

/// Mollie's error object. Source of shape, codes and texts: wire/mollie.md §9; one error at a time.
struct Problem: Error, Equatable {
    let status: Int
    let title: String
    let detail: String
    var field: String?
    var documentation = "https://docs.mollie.com/reference/handling-errors"
    /// The answer was given before, to the same key.
    var isReplayed = false

    private static let keyDocumentation = "https://docs.mollie.com/overview/api-idempotency"

    static let unauthorized = Problem(
        status: 401, title: "Unauthorized Request", detail: "Missing authentication, or failed to authenticate",
        documentation: "https://docs.mollie.com/overview/authentication")
    static let unsupportedMediaType = Problem(
        status: 415, title: "Unsupported Media Type",
        detail:
            "This API only accepts application/json or application/x-www-form-urlencoded or multipart/form-data as content-type."
    )
    static let bodyTooLarge = Problem(
        status: 413, title: "Payload Too Large", detail: "The request body is larger than 1 MiB")
    static let malformedJSON = badRequest("The request body is not valid JSON")
    static let malformedForm = badRequest("The request body is not a valid form")
    static let malformedQuery = badRequest("The query string is not valid")
    static let noSuchResource = Problem(status: 404, title: "Not Found", detail: "No such resource exists")
    static let overloaded = Problem(
        status: 503, title: "Service Unavailable", detail: "The service is temporarily unavailable, please try again")
    static let internalError = Problem(
        status: 500, title: "Internal Server Error",
        detail: "An internal server error occurred while processing your request")
    static let keyReused = Problem(
        status: 400, title: "Bad Request", detail: "This Idempotency-Key has already been used.",
        documentation: keyDocumentation)
    static let keyTooLong = Problem(
        status: 400, title: "Bad Request", detail: "The Idempotency-Key must have between 1 and 255 characters.",
        documentation: keyDocumentation)

    /// A token that may not do this. The text is ours: none is documented.
    static func lacking(_ permission: String) -> Problem {
        Problem(
            status: 403, title: "Forbidden",
            detail: "The access token does not have the required permission \"\(permission)\"")
    }

    static func badRequest(_ detail: String, field: String? = nil) -> Problem {
        Problem(status: 400, title: "Bad Request", detail: detail, field: field)
    }

    static func unprocessable(_ detail: String, field: String? = nil) -> Problem {
        Problem(status: 422, title: "Unprocessable Entity", detail: detail, field: field)
    }

    static func methodNotAllowed(_ method: String) -> Problem {
        Problem(
            status: 405, title: "Method Not Allowed", detail: "The method \(method) is not allowed on this resource")
    }

    /// Settlements are the organization's: a profile's API key does not reach them. The text is ours: none is documented.
    static let tokensOnly = Problem(
        status: 403, title: "Forbidden",
        detail: "This endpoint takes an organization access token or an OAuth access token, not an API key")

    static func noSettlement(_ name: String) -> Problem {
        Problem(status: 404, title: "Not Found", detail: "No settlement exists with token \(name).")
    }

    static func noPayment(_ name: String) -> Problem {
        Problem(status: 404, title: "Not Found", detail: "No payment exists with token \(name).")
    }

    /// The text of the seed `002_7a07d6cac41dd14f.txt`, on everything below `/captures`.
    static func noEntity(_ name: String) -> Problem {
        Problem(status: 404, title: "Not Found", detail: "No entity exists with token '\(name)'")
    }

    static func noRefund(_ name: String) -> Problem {
        Problem(status: 404, title: "Not Found", detail: "No refund exists with token \(name).")
    }

    static func wrongMode(_ name: String) -> Problem {
        Problem(
            status: 404, title: "Not Found",
            detail: "Payment \(name) exists, but the wrong mode is used. Try switching live / test API keys.")
    }

    var answer: Answer {
        var json = JSONWriter()
        json.object {
            $0.int("status", status)
            $0.string("title", title)
            $0.string("detail", detail)
            if let field { $0.string("field", field) }
            $0.object("_links") { $0.link("documentation", documentation, "text/html") }
        }
        return Answer(status: HTTPResponse.Status(code: status), body: json.bytes, isReplayed: isReplayed)
    }

    var replayed: Problem {
        var problem = self
        problem.isReplayed = true
        return problem
    }
}

// MARK: Refusals

extension Problem {
    private static let invalidCurrency = unprocessable(
        "The amount contains an invalid currency", field: "amount.currency")
    private static let amountTooLow = unprocessable("The amount is lower than the minimum", field: "amount")
    private static let amountTooHigh = unprocessable("The amount is higher than the maximum", field: "amount")
    private static let notRefundable = unprocessable("The specified amount cannot be refunded", field: "amount.value")
    private static let notCapturable = unprocessable(
        "Capture cannot be created because the payment is not in the authorized state.")
    private static let notReleasable = unprocessable(
        "Authorization cannot be released because the payment is not in the authorized state.")

    /// Why a capture is refused. `payment` is the name in the path. Source: wire/mollie.md §5.1.
    static func capture(_ refusal: Refusal, payment: String) -> Problem {
        switch refusal {
        case .keyReused: keyReused
        case .paymentUnknown: noEntity(payment)
        case .currencyMismatch: invalidCurrency
        case .amountNotPositive: amountTooLow
        case .exceedsCapturable, .exceedsLimit, .partialCaptureNotAllowed: amountTooHigh
        case .ended, .notAuthorized, .captureWindowClosed, .closed, .captureIsAutomatic, .finalCaptureMade,
            .captureLimitReached:
            notCapturable
        case .tooManyPending, .amendedMeanwhile, .referenceTaken, .paymentExists, .alreadyAuthorized,
            .authorizationPending,
            .alreadyCaptured, .nothingCaptured, .refundWindowClosed, .incrementNotAllowed, .operationNotPending,
            .operationDispatched,
            .notDue,
            .exceedsRefundable, .refundRepeated:
            notCapturable
        }
    }

    /// Why a release is refused. Source: wire/mollie.md §3.7.
    static func release(_ refusal: Refusal, payment: String) -> Problem {
        switch refusal {
        case .keyReused: keyReused
        case .paymentUnknown: noPayment(payment)
        case .ended, .notAuthorized, .captureWindowClosed, .closed, .captureIsAutomatic, .finalCaptureMade,
            .captureLimitReached, .tooManyPending, .amendedMeanwhile, .referenceTaken, .paymentExists,
            .alreadyAuthorized,
            .authorizationPending, .alreadyCaptured, .nothingCaptured, .refundWindowClosed, .incrementNotAllowed,
            .operationNotPending,
            .operationDispatched, .notDue, .exceedsRefundable, .refundRepeated, .currencyMismatch, .amountNotPositive,
            .exceedsCapturable, .exceedsLimit,
            .partialCaptureNotAllowed:
            notReleasable
        }
    }

    /// Why a refund is refused. Source: wire/mollie.md §6.1.
    static func refund(_ refusal: Refusal, payment: String) -> Problem {
        switch refusal {
        case .keyReused: keyReused
        case .paymentUnknown: noPayment(payment)
        case .currencyMismatch: invalidCurrency
        case .amountNotPositive: amountTooLow
        case .refundRepeated: Problem(status: 409, title: "Conflict", detail: "A duplicate refund has been detected")
        case .exceedsRefundable, .exceedsLimit, .nothingCaptured, .refundWindowClosed, .notAuthorized, .ended:
            notRefundable
        case .captureWindowClosed, .closed, .captureIsAutomatic, .finalCaptureMade, .captureLimitReached,
            .tooManyPending, .amendedMeanwhile, .referenceTaken, .paymentExists, .alreadyAuthorized,
            .authorizationPending,
            .alreadyCaptured, .incrementNotAllowed, .operationNotPending, .operationDispatched, .notDue,
            .exceedsCapturable, .partialCaptureNotAllowed:
            notRefundable
        }
    }

    /// Between two updates of one payment; never leaves the dialect.
    static let amendedMeanwhile = Problem(status: 409, title: "Conflict", detail: "The payment was updated meanwhile")
    static let notCancelable = unprocessable("The payment cannot be cancelled")
    static let refundNotCancelable = unprocessable("The refund cannot be canceled")

    /// Why a creation is refused: only its key can be in the way.
    static func creation(_ refusal: Refusal) -> Problem {
        refusal == .keyReused ? keyReused : internalError
    }

    static func unavailable(_ reason: Unavailable) -> Problem {
        switch reason {
        case .overloaded, .storeDown, .closing: overloaded
        }
    }
}

// MARK: Keeping an answer under its key

extension Problem: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.unsigned(UInt64(status))
        writer.string(title)
        writer.string(detail)
        writer.string(field ?? "")
        writer.string(documentation)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        status = try reader.count(limit: 599)
        title = try reader.string()
        detail = try reader.string()
        let field = try reader.string()
        self.field = field.isEmpty ? nil : field
        documentation = try reader.string()
    }
}
