import HTTPTypes
import Hummingbird
import NIOCore

/// What goes back: a status and a body that is already encoded.
struct Answer {
    var status: HTTPResponse.Status
    /// Empty for an answer without content.
    var body: [UInt8]
    /// The answer was given before, to the same key.
    var isReplayed = false

    /// Clients built from the specification take no other media type, not even with a charset. Source: wire/mollie.md §0.1.
    static let mediaType = "application/hal+json"

    var response: Response {
        var headers: HTTPFields = [:]
        if !body.isEmpty { headers[.contentType] = Self.mediaType }
        if isReplayed { headers[.idempotentReplayed] = "true" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
