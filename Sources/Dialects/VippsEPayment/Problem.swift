import DialectKit
import HTTPTypes
import PaymentCore
import VippsAccess

/// The API's error body. Source of shape: wire/vipps.md §2.11; clients are told to look at code and status only.
struct Problem: Error, Equatable {
    let status: Int
    let title: String
    let detail: String
    /// What is wrong, by its name: `ErrorCode` with a number, or a field with a reason.
    let extra: Extra

    struct Extra: Equatable {
        let name: String
        let reason: String
    }

    init(status: Int, title: String, detail: String, extra: Extra) {
        self.status = status
        self.title = title
        self.detail = detail
        self.extra = extra
    }

    init(_ code: ErrorCode, _ detail: String, title: String? = nil) {
        status = code.status
        self.title = title ?? code.title
        self.detail = detail
        extra = Extra(name: Self.numbered, reason: String(code.rawValue))
    }

    /// What is wrong with the form of a request; it carries no number. Source: wire/vipps.md §2.11.
    static func invalid(_ field: String, _ reason: String) -> Problem {
        Problem(
            status: 400, title: "Bad Request", detail: "See extraDetails for further details",
            extra: Extra(name: field, reason: reason))
    }

    /// Whether a field has the wrong form, as opposed to a rule that the request is against.
    var isOfForm: Bool {
        guard extra.name == Self.numbered else { return status == 400 }
        return Int(extra.reason).flatMap(ErrorCode.init)?.isOfForm == true
    }

    /// Trouble of this server's is not the request's answer.
    var isKept: Bool { status < 500 }

    private static let numbered = "ErrorCode"

    static let malformedJSON = invalid("body", "The request body is not a valid JSON object.")
    static let bodyTooLarge = Problem(
        status: 413, title: "Payload Too Large", detail: "The request body is larger than 1 MiB",
        extra: Extra(name: "body", reason: "At most 1048576 bytes."))
    static let unauthorized = Problem(
        status: 401, title: "Unauthorized", detail: "The access token is missing, invalid or expired",
        extra: Extra(name: "Authorization", reason: "Send a valid access token: Bearer <token>"))
    static let noSuchResource = Problem(
        status: 404, title: "Not Found", detail: "There is no such resource, or it does not take this method",
        extra: Extra(name: "path", reason: "There is no such resource."))
    static let overloaded = Problem(
        status: 503, title: "Service Unavailable", detail: "The service is temporarily unavailable, please try again",
        extra: Extra(name: "retry", reason: "Nothing was written."))
    static let broken = Problem(
        .internalError,
        "Internal error. This may be caused by an incorrect API request. Please check the request. See the status page."
    )

    static let malformedUnit = invalid(
        "Merchant-Serial-Number",
        "The field Merchant-Serial-Number must match the regular expression '^[0-9]{4,10}$'.")

    static func forbidden(unit: String) -> Problem {
        Problem(
            status: 403, title: "Forbidden",
            detail: "The access token gives no access to the sales unit with MSN \(unit)",
            extra: Extra(name: "Merchant-Serial-Number", reason: "Not a sales unit of this merchant."))
    }

    static func unavailable(_ reason: Unavailable) -> Problem {
        switch reason {
        case .overloaded, .storeDown, .closing: overloaded
        }
    }

    /// `instance` is the path without its first part, which names the API; the trace identifier names the request.
    func answer(at path: String, trace: TraceID) -> Answer {
        let instance = path.dropFirst().drop { $0 != "/" }
        var json = JSONWriter()
        json.object {
            $0.string("type", "https://httpstatuses.io/\(status)")
            $0.string("title", title)
            $0.string("detail", detail)
            $0.string("instance", String(instance))
            $0.int("status", status)
            $0.array("extraDetails") { extras in
                extras.object {
                    $0.string("name", extra.name)
                    $0.string("reason", extra.reason)
                }
            }
            $0.string("traceId", trace.text)
        }
        return Answer(status: status, body: json.bytes, mediaType: "application/problem+json; charset=utf-8")
    }
}

// MARK: Keeping an answer under its key

extension Problem: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.unsigned(UInt64(status))
        for text in [title, detail, extra.name, extra.reason] { writer.string(text) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let status = try reader.count(limit: 599)
        let (title, detail) = (try reader.string(), try reader.string())
        let extra = Extra(name: try reader.string(), reason: try reader.string())
        self.init(status: status, title: title, detail: detail, extra: extra)
    }
}
