import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import Sandbox

/// `Holdfast-Fault: loseAnswer`: a fault for this one request.
enum FaultHeader {
    case absent
    case effect(RequestFault)
    case wrong

    private static let name = HTTPField.Name("Holdfast-Fault")!

    /// Outside the sandbox there is no such header.
    init(_ headers: HTTPFields, in faults: FaultBook?) {
        guard faults != nil, let text = headers[Self.name] else {
            self = .absent
            return
        }
        if case .request(let fault)? = FaultEffect(spelled: text, on: .request) {
            self = .effect(fault)
        } else {
            self = .wrong
        }
    }

    static var problem: Response {
        var json = JSONWriter()
        json.object {
            $0.string("type", "about:blank")
            $0.string("title", "Bad Request")
            $0.int("status", 400)
            $0.string(
                "detail",
                "The header is loseAnswer, dropBefore, status:503, statusAfterCommit:500, delay:PT2S or slowBody")
            $0.string("field", name.rawName)
        }
        return Response(
            status: .badRequest, headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
