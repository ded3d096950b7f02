import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// What goes back: a status and a body that is already encoded.
struct Answer {
    var status: HTTPResponse.Status
    /// Empty for an answer without content.
    var body: [UInt8] = []
    var location: String?

    /// Source: wire/checkout.md §2, "Response headers".
    func response(_ request: RequestName) -> Response {
        var headers: HTTPFields = [.ckoRequestID: request.text, .ckoVersion: "1.1683.0+8b0fbe7"]
        if !body.isEmpty { headers[.contentType] = "application/json; charset=utf-8" }
        if let location { headers[.location] = location }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// The name of one request, told in a header of every answer and in the body of an error.
struct RequestName {
    let text: String

    /// UUIDs; on the classic platform names such as `0HL80RJLS76I7`, as the seed has them.
    init(on platform: Platform) {
        switch platform {
        case .nas: text = UUIDSpelling.random()
        case .classic: text = "0HL" + String((0..<10).map { _ in Self.alphabet.randomElement() ?? "0" })
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUV")
}

extension UUIDSpelling {
    /// A random UUID (version 4).
    fileprivate static func random() -> String {
        let high = UInt64.random(in: 0...UInt64.max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: 0...UInt64.max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return spell(hi: high, lo: low)
    }
}

extension Problem {
    func answer(_ request: RequestName) -> Answer {
        guard let type else { return Answer(status: HTTPResponse.Status(code: status)) }
        var json = JSONWriter()
        json.object { json in
            json.string("request_id", request.text)
            json.string("error_type", type)
            json.array("error_codes") { array in for code in codes { array.string(code) } }
        }
        return Answer(status: HTTPResponse.Status(code: status), body: json.bytes)
    }
}

extension HTTPField.Name {
    static let ckoRequestID = HTTPField.Name("Cko-Request-Id")!
    static let ckoVersion = HTTPField.Name("Cko-Version")!
    static let ckoIdempotencyKey = HTTPField.Name("Cko-Idempotency-Key")!
}
