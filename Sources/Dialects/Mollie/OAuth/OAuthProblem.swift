import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as RFC 6749 has it.
enum OAuthProblem: Error {
    case invalidRequest(String)
    case invalidClient, invalidGrant, invalidScope, unsupportedGrant, later

    var response: Response {
        switch self {
        case .invalidRequest(let what):
            Self.response("invalid_request", "The \(what) is missing or malformed", .badRequest)
        case .invalidClient:
            Self.response("invalid_client", "The client credentials are not good", .unauthorized)
        case .invalidGrant:
            Self.response("invalid_grant", "The code or token does not exist, is used up or has expired", .badRequest)
        case .invalidScope: Self.response("invalid_scope", "Ask for permissions such as payments.read", .badRequest)
        case .unsupportedGrant:
            Self.response(
                "unsupported_grant_type", "The grant type is authorization_code or refresh_token", .badRequest)
        case .later: Self.response("temporarily_unavailable", "Please try again", .serviceUnavailable)
        }
    }

    private static func response(_ error: String, _ words: String, _ status: HTTPResponse.Status) -> Response {
        var json = JSONWriter()
        json.object {
            $0.string("error", error)
            $0.string("error_description", words)
        }
        return response(status, json.bytes)
    }

    static func response(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
