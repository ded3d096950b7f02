import DialectKit
import HTTPTypes
import Hummingbird

/// By what a request is found again: the client's own name for it, or the one that the wire gives it.
///
/// Vipps' servers answer with `x-request-id` (seen live: wire/vipps.md), and so does our own API: the client's, when it
/// sent one. Checkout.com's answer `Cko-Request-Id`, which its dialect makes. The other wires give none; then the log has one
/// of ours.
struct RequestTag {
    /// Nil: it sent none.
    private let clients: String?
    private let ours: RequestID
    private let isTold: Bool

    private static let header = HTTPField.Name("X-Request-Id")!
    private static let ckoHeader = HTTPField.Name("Cko-Request-Id")!
    private static let wiresThatTell: Set<String> = ["vipps", "vipps-epayment", "vipps-ecom", "holdfast"]
    /// Longer ones are not taken. Unit: characters.
    private static let limit = 64

    init(_ request: Request, _ context: DialectContext, on wire: String) {
        clients = request.headers[Self.header].flatMap(Self.wellFormed)
        ours = context.requestID
        isTold = Self.wiresThatTell.contains(wire)
    }

    var text: String { clients ?? ours.description }

    /// Puts it into the answer where the wire does so. Returns the name that the wire gave itself.
    func given(by response: inout Response) -> String? {
        if let name = response.headers[Self.ckoHeader] { return name }
        if isTold, response.headers[Self.header] == nil { response.headers[Self.header] = text }
        return nil
    }

    /// What a client sends is written into the log: letters, digits and a few signs, and no card number.
    private static func wellFormed(_ text: String) -> String? {
        let isGood =
            !text.isEmpty && text.utf8.count <= limit
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        return isGood ? Redaction.word(text) : nil
    }
}
