import DialectKit

/// What the gateway in front of every API says by itself; it knows nothing of an API's own errors.
/// Source: wire/vipps.md §0.3.
package enum GatewayProblem {
    /// The two texts of a subscription key that is not there or not good. Nil for what the API says itself.
    package static func answer(to reason: NoAccess) -> Answer? {
        switch reason {
        case .keyMissing:
            plain(
                "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."
            )
        case .keyInvalid:
            plain(
                "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
            )
        case .tokenInvalid, .unitForeign, .later: nil
        }
    }

    /// Where no API has its own words for it.
    static func refusal(of reason: NoAccess) -> Answer {
        if case .later = reason { return unavailable }
        return answer(to: reason) ?? unauthorized("Unauthorized")
    }

    /// The other shape, `ErrorFromAzure` of the eCom specification.
    package static func unauthorized(_ message: String) -> Answer {
        var json = JSONWriter()
        json.object {
            $0.object("responseInfo") {
                $0.int("responseCode", 401)
                $0.string("responseMessage", "Unauthorized")
            }
            $0.object("result") { $0.string("message", message) }
        }
        return Answer(status: 401, body: json.bytes)
    }

    static func badRequest(_ message: String) -> Answer { plain(message, status: 400) }

    static let unavailable = plain("Service unavailable, please try again", status: 503)

    static let notFound = plain("Resource not found", status: 404)

    private static func plain(_ message: String, status: Int = 401) -> Answer {
        var json = JSONWriter()
        json.object {
            $0.int("statusCode", status)
            $0.string("message", message)
        }
        return Answer(status: status, body: json.bytes)
    }
}
