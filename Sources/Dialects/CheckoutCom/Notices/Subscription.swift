import DialectKit
import PaymentCore

/// One address that hears of payments: an action of a workflow, or a classic webhook.
struct Subscription {
    /// As the outbox knows it: `wf_…/wfa_…` or `wh_…`.
    let name: String
    let url: String
    let headers: [(name: String, value: String)]
    let secret: SigningSecret?
    /// Nil: everything.
    let types: Set<String>?

    func wants(_ type: NoticeType) -> Bool { types?.contains(type.rawValue) ?? true }

    /// Source: wire/checkout.md §13.1.
    func webhook(_ notice: Notice) -> OutgoingWebhook {
        let body = NoticeBody(notice: notice).bytes
        var headers = [OutgoingWebhook.Header("Content-Type", "application/json")]
        if let secret { headers.append(OutgoingWebhook.Header("Cko-Signature", secret.signature(of: body))) }
        headers += self.headers.map { OutgoingWebhook.Header($0.name, $0.value) }
        return OutgoingWebhook(url: url, headers: headers, body: body, timeout: .seconds(10))
    }
}

/// Headers that a merchant wants sent along, as a JSON object's text.
enum WebhookHeaders {
    /// Those that a request is made of are not the merchant's to set.
    private static let reserved: Set<String> = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "cko-signature",
    ]

    static func read(_ body: Members) throws(Problem) -> [UInt8] {
        guard let headers = body["headers"] else { return Array("{}".utf8) }
        guard let object = headers.object, object.count <= 50 else { throw .invalid("headers_invalid") }
        for member in object.members {
            let isName = !member.name.isEmpty && member.name.utf8.allSatisfy(isToken)
            guard isName, let value = member.value.string, value.utf8.count <= 1_024,
                value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { throw .invalid("headers_invalid") }
        }
        let text = headers.encoded()
        guard text.count <= Members.keptLimit else { throw .invalid("headers_invalid") }
        return text
    }

    static func list(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        let object = (try? JSON.parse(bytes))?.object ?? JSONObject()
        return object.members.compactMap { member in
            guard let value = member.value.string, !reserved.contains(member.name.lowercased()) else { return nil }
            return (member.name, value)
        }
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

enum WebhookAddress {
    /// An address on loopback is taken: it is how one tests webhooks offline. A cloud's metadata service never is.
    static func read(_ body: Members) throws(Problem) -> String {
        guard let text = try body.text("url", upTo: 1_024, else: "url_invalid"), let address = WebAddress(text),
            address.isWeb, !address.isMetadataService
        else { throw .invalid(body.has("url") ? "url_invalid" : "url_required") }
        return text
    }
}
