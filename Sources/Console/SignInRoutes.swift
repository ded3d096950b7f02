import DialectKit
import HTTPTypes
import Hummingbird
import Mustache
import PaymentCore
import Sandbox

/// Sign-in by key, and sign-out.
struct SignInRoutes: Sendable {
    let console: Console

    /// Our own API's wire, whose keys open the console.
    private static let wire = WireName("holdfast")

    func mount(on router: Router<DialectContext>) {
        router.get("/console") { request, context in
            await console.answer(request, context) { visit throws(Trouble) in
                Page.redirect(to: visit.session.merchant == nil ? "/console/merchants" : "/console/payments")
            }
        }
        router.get("/console/sign-in") { request, _ in form(request) }
        router.post("/console/sign-in") { request, context in await signIn(request, context) }
        console.post(router, "sign-out") { visit throws(Trouble) in
            do { try await console.sessions.end(visit.token) } catch { throw .unavailable }
            return Page.redirect(
                to: "/console/sign-in", cookies: [Cookie.session.set("", seconds: 0, isSecure: console.isSecure)])
        }
    }

    private func form(_ request: Request) -> Response {
        let query = (try? QueryString.parse(request.uri.query ?? "")) ?? JSONObject()
        return page(guest: Cookie.guest.read(request.headers), to: query["to"]?.string, trouble: nil, .ok)
    }

    private func page(
        guest: String?, to: String?, trouble: String?, _ status: HTTPResponse.Status, retryAfter: Int64? = nil
    ) -> Response {
        let known = guest ?? FormToken.random()
        var model: Model = ["token": FormToken.sign("guest " + known, by: console.parts.key), "to": to ?? ""]
        if let trouble { model["trouble"] = trouble }
        model["keys"] = console.parts.published.filter { $0.wire == Self.wire }.map {
            ["kind": $0.kind == "administrator" ? "Administrator" : "Demo merchant", "secret": $0.secret]
        }
        var headers = HTTPFields()
        if guest == nil {
            headers.append(
                HTTPField(
                    name: .setCookie, value: Cookie.guest.set(known, seconds: 3_600, isSecure: console.isSecure)))
        }
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        return Console.plain("Sign in", Self.template.render(model), status, kind: "plain sign-in", headers: headers)
    }

    private func signIn(_ request: Request, _ context: DialectContext) async -> Response {
        let began = ContinuousClock.now
        guard
            let received = try? await ReceivedRequest(
                reading: request, limit: Console.formLimit, publicOrigin: console.parts.publicOrigin),
            let fields = try? FormBody.parse(received.body)
        else { return console.troublePage(.tooLarge, request) }
        let guest = Cookie.guest.read(request.headers)
        guard let guest, let signature = fields["token"]?.string,
            FormToken.isSigned(signature, "guest " + guest, by: console.parts.key)
        else { return console.troublePage(.badForm, request) }
        let to = fields["to"]?.string
        let address = context.channel.remoteAddress?.ipAddress ?? "unknown"
        if let wait = console.guests.wait(address) {
            return page(
                guest: guest, to: to, trouble: "Too many attempts. Try again in \(wait) seconds.", .tooManyRequests,
                retryAfter: wait)
        }
        let key = (fields["key"]?.string ?? "").filter { !$0.isWhitespace }
        let grant: Grant?
        do { grant = try console.parts.credentials.grant(for: key, on: Self.wire) } catch {
            return console.troublePage(.unavailable, request)
        }
        if grant == nil { console.guests.noteFailure(address) }
        var token: String?
        if let grant { token = try? await console.sessions.begin(grant) }
        // Good or bad, it takes as long.
        try? await Task.sleep(until: began + SignInLimit.answerAfter, clock: .continuous)
        guard grant != nil else {
            return page(
                guest: guest, to: to, trouble: "No merchant has this key. Check it and try again.", .unauthorized)
        }
        guard let token else { return console.troublePage(.unavailable, request) }
        return Page.redirect(
            to: Self.path(to),
            cookies: [
                Cookie.session.set(token, seconds: Sessions.length.milliseconds / 1000, isSecure: console.isSecure)
            ])
    }

    /// Only to a page of the console.
    private static func path(_ text: String?) -> String {
        guard let text, text.hasPrefix("/console/"), !text.hasPrefix("/console/sign"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/console" }
        return text
    }

    private static let template = MustacheTemplate.ours(
        """
        <section class="card narrow">
          <p class="brand big"><img src="/console/assets/mark.svg" alt="" width="40" height="40">Holdfast</p>
          <h1>Sign in</h1>
          <p class="lead">With a key of Holdfast's own API: a merchant's, or the administrator's.</p>
          {{#trouble}}<p class="notice bad" role="alert">{{.}}</p>{{/trouble}}
          <form method="post" action="/console/sign-in">
            <input type="hidden" name="token" value="{{token}}"><input type="hidden" name="to" value="{{to}}">
            <label for="key">Key</label>
            <input id="key" name="key" type="password" autocomplete="current-password" required autofocus
              spellcheck="false" autocapitalize="none" placeholder="hf_test_…">
            <button class="primary wide">Sign in</button>
          </form>
          {{#keys}}
          <form method="post" action="/console/sign-in" class="ready">
            <input type="hidden" name="token" value="{{token}}"><input type="hidden" name="to" value="{{to}}">
            <input type="hidden" name="key" value="{{secret}}">
            <button class="wide">As {{kind}}</button>
          </form>
          {{/keys}}
        </section>
        """)
}
