import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// What goes back: a status and a body that is already encoded. Success is 200 for everything. Source: wire/swedbank.md §2.
struct Answer {
    var status: HTTPResponse.Status = .ok
    var body: [UInt8]
    var mediaType = "application/json; charset=utf-8"
    var asksForToken = false
    /// Of a method that the path does not take: those that it does.
    var allow: String?

    init(_ body: consuming JSONWriter) { self.body = body.bytes }

    init(status: HTTPResponse.Status = .ok, body: [UInt8], mediaType: String) {
        self.status = status
        self.body = body
        self.mediaType = mediaType
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: mediaType]
        if asksForToken { headers[.wwwAuthenticate] = "Bearer" }
        if let allow { headers[.allow] = allow }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// What a problem says of the request it came of.
struct Trace {
    let path: String
    /// The client's own name for the session, else one of ours. Source: wire/swedbank.md §2, `Session-Id`.
    let session: String
    var origin = "http://localhost"

    init(path: String, session: String?) {
        self.path = path
        let given = session.flatMap { UUIDSpelling.read($0) }
        let words = given ?? (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        self.session = UUIDSpelling.spell(hi: words.hi, lo: words.lo)
    }
}

extension HTTPField.Name {
    static let sessionID = HTTPField.Name("Session-Id")!
}
