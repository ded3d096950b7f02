import DialectKit
import PaymentCore
import VippsAccess

/// The API's error: a list of one. Source of shape: wire/vipps.md §4.8.
struct Problem: Error, Equatable {
    let code: ErrorCode

    init(_ code: ErrorCode) { self.code = code }

    static func invalid(_ field: String, _ message: String) -> Problem { Problem(.invalid(field, message)) }

    static let malformedJSON = invalid("body", "The request body is not a valid JSON object.")
    static let bodyTooLarge = Problem(
        ErrorCode(
            group: .invalidRequest, code: "body", message: "The request body is larger than 1 MiB.", status: 413))
    static let noSuchResource = Problem(
        ErrorCode(
            group: .invalidRequest, code: "path",
            message: "There is no such resource, or it does not take this method.", status: 404))

    static func unavailable(_ reason: Unavailable) -> Problem {
        switch reason {
        case .overloaded, .storeDown, .closing: Problem(.unavailable)
        }
    }

    var answer: Answer {
        var json = JSONWriter()
        json.array { $0.object { $0.errorMembers(code) } }
        return Answer(status: code.status, body: json.bytes, mediaType: Self.mediaType)
    }

    static let mediaType = "application/json;charset=UTF-8"
}

extension JSONObjectWriter {
    mutating func errorMembers(_ code: ErrorCode) {
        string("errorGroup", code.group.rawValue)
        string("errorCode", code.code)
        string("errorMessage", code.message)
        string("contextId", UUIDSpelling.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max)))
    }
}
