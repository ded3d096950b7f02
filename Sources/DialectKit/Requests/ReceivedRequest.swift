package import HTTPTypes
package import Hummingbird

/// A request, read once: its body in memory and bounded.
package struct ReceivedRequest: Sendable {
    package let method: HTTPRequest.Method
    package let path: String
    package let query: String?
    package let headers: HTTPFields
    package let body: [UInt8]
    /// `http://host:port` or `https://host:port` as the client called it; links in answers begin with it.
    package let origin: String

    /// Largest body taken. Unit: bytes.
    package static let bodyLimit = 1_048_576

    package struct BodyTooLarge: Error {}

    package init(reading request: Request, limit: Int = bodyLimit, publicOrigin: String?) async throws(BodyTooLarge) {
        do {
            body = Array(buffer: try await request.body.collect(upTo: limit))
        } catch {
            throw BodyTooLarge()
        }
        method = request.method
        path = request.uri.path
        query = request.uri.query
        headers = request.headers
        origin = publicOrigin ?? request.calledOrigin
    }

    /// The token of `Authorization: Bearer …`; the scheme's case does not matter. Nil when there is none.
    package var bearerToken: String? {
        guard let value = headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }

    /// The name and password of `Authorization: Basic …`. Nil when there are none.
    package var basicCredentials: (user: String, password: String)? {
        guard let value = headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Base64.read(parts[1]),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// The media type without its parameters, in lower case. Nil without the header.
    package var mediaType: String? {
        headers[.contentType].map { value in
            value.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        }
    }
}

extension Request {
    /// `http://host:port` as the client called it; `https` where the server itself speaks TLS.
    package var calledOrigin: String {
        "\(head.scheme == "https" ? "https" : "http")://\(head.authority ?? "localhost")"
    }
}
