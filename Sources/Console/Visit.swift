import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// One request of somebody who is signed in, read once.
struct Visit: Sendable {
    let request: ReceivedRequest
    let session: Session
    /// The browser's token.
    let token: String
    /// What every form on the page carries.
    let formToken: String
    let query: JSONObject
    /// Of a form that was sent; its token has been checked.
    let form: JSONObject
    let parameters: Parameters
    /// The connection it came on.
    let channel: any Channel

    /// Whose data is looked at.
    func merchant() throws(Trouble) -> MerchantID {
        guard let merchant = session.merchant else { throw .noMerchant }
        return merchant
    }

    /// A parameter of the query without blanks around it; nil when it is empty.
    func query(_ name: String) -> String? { Self.text(query[name]) }
    func form(_ name: String) -> String? { Self.text(form[name]) }

    private static func text(_ json: JSON?) -> String? {
        guard let text = json?.string else { return nil }
        var trimmed = Substring(text)
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed.isEmpty ? nil : String(trimmed)
    }
}

/// Why a page is not shown.
enum Trouble: Error {
    case notSignedIn
    case badForm
    case noMerchant
    case notAdministrator
    case notFound
    case unavailable
    case tooLarge
    /// What was asked for cannot be, and why, in words.
    case refused(String)
}

extension Console {
    typealias Handler = @Sendable (Visit) async throws(Trouble) -> Response

    /// Bytes of a form at most.
    static let formLimit = 65_536

    func get(_ router: Router<DialectContext>, _ path: String, _ handler: @escaping Handler) {
        router.get(RouterPath("/console/" + path)) { request, context in
            await answer(request, context, handler)
        }
    }

    /// A form: its token is checked before the handler sees it.
    func post(_ router: Router<DialectContext>, _ path: String, _ handler: @escaping Handler) {
        router.post(RouterPath("/console/" + path)) { request, context in
            await answer(request, context, handler)
        }
    }

    func answer(_ request: Request, _ context: DialectContext, _ handler: Handler) async -> Response {
        do {
            return try await handler(try await visit(request, context))
        } catch {
            return troublePage(error, request)
        }
    }

    private func visit(_ request: Request, _ context: DialectContext) async throws(Trouble) -> Visit {
        let received: ReceivedRequest
        do {
            received = try await ReceivedRequest(
                reading: request, limit: Self.formLimit, publicOrigin: parts.publicOrigin)
        } catch {
            throw .tooLarge
        }
        guard let token = Cookie.session.read(request.headers) else { throw .notSignedIn }
        let found: Session?
        do { found = try sessions.session(of: token) } catch { throw .unavailable }
        guard let session = found else { throw .notSignedIn }
        let query = (try? QueryString.parse(received.query ?? "")) ?? JSONObject()
        var form = JSONObject()
        if received.method != .get, received.method != .head {
            form = (try? FormBody.parse(received.body)) ?? JSONObject()
            guard let signature = form["token"]?.string, sessions.isFormToken(signature, of: token) else {
                throw .badForm
            }
        }
        return Visit(
            request: received, session: session, token: token, formToken: sessions.formToken(of: token), query: query,
            form: form, parameters: context.parameters, channel: context.channel)
    }

    func reading<Value>(_ body: () throws(Unavailable) -> Value) throws(Trouble) -> Value {
        do { return try body() } catch { throw .unavailable }
    }
}

/// A cookie of ours.
struct Cookie {
    let name: String
    static let session = Cookie(name: "holdfast_console")
    /// Of somebody who is not signed in yet: ties the sign-in form to their browser.
    static let guest = Cookie(name: "holdfast_guest")

    func read(_ headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0] == name, parts[1].utf8.count <= 128,
                    parts[1].utf8.allSatisfy({ ASCIIHex.contains($0) })
                else { continue }
                return String(parts[1])
            }
        }
        return nil
    }

    func set(_ value: String, seconds: Int64, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/console; Max-Age=\(seconds); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    private enum ASCIIHex {
        static func contains(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
    }
}
