import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// An error as RFC 9457 has it. `detail` says what to do next.
struct Problem: Error {
    let status: Int
    let title: String
    let detail: String
    /// The member of the request that is at fault.
    var field: String?

    static let unauthorized = Problem(
        status: 401, title: "Unauthorized", detail: "Send a merchant key: Authorization: Bearer hf_test_…")
    static let forbidden = Problem(
        status: 403, title: "Forbidden", detail: "This takes the administrator's key: Authorization: Bearer hf_admin_…")
    static let noSuchResource = Problem(
        status: 404, title: "Not Found", detail: "There is no such resource, or it does not take this method")
    static let paymentUnknown = Problem(
        status: 404, title: "Not Found",
        detail: "This merchant has no such payment; name it as its own wire spells it, such as tr_…")
    static let bodyTooLarge = Problem(
        status: 413, title: "Content Too Large", detail: "The request body is larger than 1 MiB")
    static let broken = Problem(
        status: 500, title: "Internal Server Error", detail: "The payment was set aside; the server's log says why")
    static let unavailable = Problem(
        status: 503, title: "Service Unavailable", detail: "Nothing was written; try again in a moment")

    static func malformed(_ detail: String, field: String? = nil) -> Problem {
        Problem(status: 400, title: "Bad Request", detail: detail, field: field)
    }

    var response: Response {
        var json = JSONWriter()
        json.object {
            $0.string("type", "about:blank")
            $0.string("title", title)
            $0.int("status", status)
            $0.string("detail", detail)
            if let field { $0.string("field", field) }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

extension Problem {
    /// Why the payer cannot act.
    static func payer(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .paymentUnknown: paymentUnknown
        case .alreadyAuthorized: conflict("The payment is authorized already; the payer has nothing left to answer")
        case .authorizationPending: conflict("An authorization is pending; wait for its answer")
        case .ended(let cause): conflict("The payment has ended (\(word(cause))); create another one")
        case .keyReused, .amendedMeanwhile, .referenceTaken, .paymentExists, .notAuthorized, .captureWindowClosed,
            .closed,
            .captureIsAutomatic, .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured,
            .refundWindowClosed,
            .incrementNotAllowed, .operationNotPending, .operationDispatched, .refundRepeated, .tooManyPending, .notDue,
            .currencyMismatch,
            .amountNotPositive, .exceedsLimit, .exceedsCapturable, .partialCaptureNotAllowed, .exceedsRefundable:
            conflict("The payment cannot take this now")
        }
    }

    static func conflict(_ detail: String) -> Problem {
        Problem(status: 409, title: "Conflict", detail: detail)
    }

    private static func word(_ cause: Payment.Ending.Cause) -> String {
        switch cause {
        case .withdrawn: "withdrawn by the merchant"
        case .declined: "declined"
        case .abandoned: "abandoned by the payer"
        }
    }
}
