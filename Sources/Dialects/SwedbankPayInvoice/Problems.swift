import DialectKit
import HTTPTypes
import PaymentCore

/// Why a request is refused, as RFC 7807 has it with Swedbank Pay's additions. Source: wire/swedbank.md §8.
struct Problem: Error, Hashable {
    let status: Int
    /// What follows `https://api.payex.com/psp/errordetail/`, in every environment.
    let type: String
    let title: String
    let detail: String
    var entries: [Entry] = []
    /// The methods that the path takes, where the request's is none of them.
    var allow: String?

    struct Entry: Hashable {
        /// Where in the request, from the root of the model: `Transaction.Amount`; or what was asked for.
        let name: String
        let description: String
    }

    static let origin = "https://api.payex.com/psp/errordetail/"

    /// The request itself is wrong.
    static func input(_ entries: [Entry]) -> Problem {
        Problem(
            status: 400, type: "inputerror", title: "Error in input data",
            detail: "Input validation failed, error description in problems node!", entries: entries)
    }

    /// The payment is not in a state for this, or not of that size.
    static func notAllowed(_ name: String, _ description: String) -> Problem {
        Problem(
            status: 403, type: "forbidden", title: "Operation not allowed",
            detail: "Payment check failed, description in problems node!",
            entries: [Entry(name: name, description: description)])
    }

    static let unauthorized = Problem(
        status: 401, type: "unauthorized", title: "Unauthorized", detail: "The access token is missing or not valid.")
    /// The token is another payee's. Source: wire/swedbank.md §2, the order of checks.
    static let contract = Problem(
        status: 403, type: "forbidden", title: "Operation not allowed",
        detail: "The access token gives no access to this payee.",
        entries: [Entry(name: "Payment.PayeeInfo.PayeeId", description: "The PayeeId is not the token's.")])
    static let notFound = Problem(
        status: 404, type: "notfound", title: "Resource not found", detail: "The resource does not exist.")
    static let malformedJSON = Problem.input([Entry(name: "", description: "The request body is no JSON object.")])
    static let bodyTooLarge = Problem(
        status: 413, type: "inputerror", title: "Error in input data", detail: "The request body is too large.")
    /// No source tells how the real service answers these two; statuses are HTTP's.
    static let unsupportedMediaType = Problem(
        status: 415, type: "inputerror", title: "Error in input data",
        detail: "The request body must be application/json.")

    static func methodNotAllowed(instead methods: [String]) -> Problem {
        let allow = methods.joined(separator: ", ")
        var problem = Problem(
            status: 405, type: "methodnotallowed", title: "Method not allowed", detail: "The resource takes \(allow).")
        problem.allow = allow
        return problem
    }

    static let internalError = Problem(
        status: 500, type: "systemerror", title: "Error in system", detail: "An error occurred in the system.")

    static func unavailable(_ reason: Unavailable) -> Problem {
        switch reason {
        case .overloaded, .storeDown, .closing:
            Problem(
                status: 503, type: "systemerror", title: "Error in system", detail: "Try again in a moment.")
        }
    }

    /// Plugins look for this very name, and come again with another reference. Source: wire/swedbank.md §5.
    static func referenceTaken(_ user: PayeeReferences.User?) -> Problem {
        let whose = user.map { user in
            user.transaction.map { "another transaction (\(Numbers.of($0)))" }
                ?? "another payment (\(Numbers.of(user.payment)))"
        }
        return .input([
            Entry(
                name: "PayeeReference",
                description: "The given PayeeReference has already been used for \(whose ?? "another payment").")
        ])
    }

    func answer(_ trace: Trace) -> Answer {
        var json = JSONWriter()
        json.object { json in
            json.string("sessionId", trace.session)
            write(to: &json, instance: trace.origin + trace.path)
        }
        var answer = Answer(
            status: HTTPResponse.Status(code: status), body: json.bytes,
            mediaType: "application/problem+json; charset=utf-8")
        answer.asksForToken = status == 401
        answer.allow = allow
        return answer
    }

    func write(to json: inout JSONObjectWriter, instance: String?) {
        json.string("type", Self.origin + type)
        json.string("title", title)
        json.int("status", status)
        if let instance { json.string("instance", instance) }
        json.string("detail", detail)
        json.array("problems") { array in
            for entry in entries {
                array.object {
                    $0.string("name", entry.name)
                    $0.string("description", entry.description)
                }
            }
        }
    }
}

// MARK: Refusals

extension Problem {
    /// Why the domain says no to what was asked for with `kind`. Source: wire/swedbank.md §8, "op not allowed in state".
    static func refused(_ kind: Transaction.Kind, _ refusal: Refusal) -> Problem {
        switch refusal {
        case .paymentUnknown: .notFound
        case .exceedsCapturable, .exceedsRefundable, .exceedsLimit: tooHigh(kind)
        // Nothing is left: whatever is asked for is too much.
        case .closed: kind == .capture ? tooHigh(kind) : .notAllowed(kind.rawValue, "\(kind.rawValue) not possible.")
        case .captureWindowClosed:
            .notAllowed(kind.rawValue, "\(kind.rawValue) not possible, the authorization is too old.")
        case .keyReused, .referenceTaken, .amendedMeanwhile, .paymentExists, .ended, .notAuthorized, .alreadyAuthorized,
            .authorizationPending, .captureIsAutomatic, .finalCaptureMade, .captureLimitReached, .alreadyCaptured,
            .nothingCaptured, .refundWindowClosed, .incrementNotAllowed, .operationNotPending, .operationDispatched,
            .tooManyPending, .notDue, .currencyMismatch, .amountNotPositive, .partialCaptureNotAllowed,
            .refundRepeated:
            .notAllowed(kind.rawValue, "\(kind.rawValue) not possible.")
        }
    }

    private static func tooHigh(_ kind: Transaction.Kind) -> Problem {
        .notAllowed(kind.rawValue, "\(kind.rawValue) amount too high.")
    }

    static let abortNotPossible = Problem.notAllowed("Abort", "Abort not possible.")
}
