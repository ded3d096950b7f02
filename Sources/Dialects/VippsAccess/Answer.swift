package import HTTPTypes
package import Hummingbird
import NIOCore

/// What goes back: a status and a body that is already encoded.
package struct Answer: Sendable {
    package var status: Int
    /// Empty for an answer without content.
    package var body: [UInt8]
    package var mediaType: String
    package var headers: HTTPFields = [:]

    package init(status: Int, body: [UInt8], mediaType: String = "application/json") {
        self.status = status
        self.body = body
        self.mediaType = mediaType
    }

    package var response: Response {
        var headers = headers
        if !body.isEmpty { headers[.contentType] = mediaType }
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
