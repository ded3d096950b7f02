import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore

/// A JSON answer.
enum Answer {
    static func ok(_ json: borrowing JSONWriter) -> Response { with(.ok, json) }

    static func with(_ status: HTTPResponse.Status, _ json: borrowing JSONWriter) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
