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
    /// Which rule said no, for programs.
    var code: String?
    /// Answered before, under the same idempotency key.
    var isReplayed = false
    /// The methods that the path takes, where the request's is none of them.
    var allow: String?

    static let unauthorized = Problem(
        status: 401, title: "Unauthorized", detail: "Send a merchant key: Authorization: Bearer hf_test_…")
    static let forbidden = Problem(
        status: 403, title: "Forbidden", detail: "This takes the administrator's key: Authorization: Bearer hf_admin_…")
    static let noSuchResource = Problem(
        status: 404, title: "Not Found", detail: "There is no such resource; GET /openapi.yaml has them all")
    static let paymentUnknown = Problem(
        status: 404, title: "Not Found",
        detail: "This merchant has no such payment; name it as its own wire spells it, such as tr_…")
    static let bodyTooLarge = Problem(
        status: 413, title: "Content Too Large", detail: "The request body is larger than 1 MiB")
    static let broken = Problem(
        status: 500, title: "Internal Server Error", detail: "The payment was set aside; the server's log says why")
    static let unavailable = Problem(
        status: 503, title: "Service Unavailable", detail: "Nothing was written; try again in a moment")

    static func methodNotAllowed(instead methods: [String]) -> Problem {
        let allow = methods.joined(separator: ", ")
        return Problem(
            status: 405, title: "Method Not Allowed", detail: "This resource takes \(allow)", allow: allow)
    }

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
            if let code { $0.string("code", code) }
            if let field { $0.string("field", field) }
        }
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if isReplayed { headers[.idempotentReplayed] = "true" }
        if let allow { headers[.allow] = allow }
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}

extension Problem {
    static func conflict(_ detail: String) -> Problem {
        Problem(status: 409, title: "Conflict", detail: detail)
    }
}
