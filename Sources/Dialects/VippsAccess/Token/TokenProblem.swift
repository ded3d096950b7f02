import DialectKit
import PaymentCore

/// Why there is no token: in the manner of the directory that issues the real ones. Source: wire/vipps.md §1.1.
enum TokenProblem: Error {
    case gateway(NoAccess)
    case missingCredentials
    case unknownClient(String)
    case wrongSecret
    case unsupportedGrant
    case bodyTooLarge
    case notFound
    case later

    func answer(at now: Instant) -> Answer {
        switch self {
        case .gateway(let reason): GatewayProblem.answer(to: reason) ?? GatewayProblem.unauthorized("Unauthorized")
        case .missingCredentials:
            directory(
                400, "invalid_request", 900_144,
                "The request must contain the following parameters: 'client_id', 'client_secret'.", now)
        case .unknownClient(let client):
            directory(
                401, "unauthorized_client", 700_016,
                "Application with identifier '\(client)' was not found in the directory.", now)
        case .wrongSecret:
            directory(401, "invalid_client", 7_000_215, "Invalid client secret provided.", now)
        case .unsupportedGrant:
            directory(
                400, "unsupported_grant_type", 70_003, "The app must request the grant type 'client_credentials'.", now)
        case .bodyTooLarge: directory(413, "invalid_request", 90_013, "The request body is too large.", now)
        case .notFound: directory(404, "invalid_request", 90_002, "There is no such resource.", now)
        case .later: directory(503, "temporarily_unavailable", 90_033, "Please try again in a moment.", now)
        }
    }

    private func directory(_ status: Int, _ error: String, _ code: Int, _ text: String, _ now: Instant) -> Answer {
        let time = InstantSpelling.zuluSeconds(now.milliseconds).split(separator: "T").joined(separator: " ")
        var json = JSONWriter()
        json.object {
            $0.string("error", error)
            $0.string("error_description", "AADSTS\(code): \(text)")
            $0.array("error_codes") { $0.int(code) }
            $0.string("timestamp", time)
            $0.string("trace_id", Self.freshID())
            $0.string("correlation_id", Self.freshID())
            $0.string("error_uri", "https://login.windows.net/error?code=\(code)")
        }
        return Answer(status: status, body: json.bytes)
    }

    private static func freshID() -> String {
        UUIDSpelling.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max))
    }
}
