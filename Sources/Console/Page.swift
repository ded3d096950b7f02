import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// Values of a template. An optional that is nil is as good as absent.
typealias Model = [String: Any]

extension MustacheTemplate {
    /// One of ours: a broken one is found by the first test that starts a server.
    static func ours(_ text: String) -> MustacheTemplate {
        do { return try MustacheTemplate(string: text) } catch {
            preconditionFailure("a template of ours is broken: \(error)")
        }
    }
}

/// What every page has around its own content.
struct Page {
    var title: String
    /// The place in the menu that it belongs to.
    var place: Place?
    var status = HTTPResponse.Status.ok
    /// Its main part; made by a template, so escaped already.
    let body: String
    /// Where the browser hears of changes; nil for a page that stands still.
    var live: String?

    enum Place: String, CaseIterable {
        case payments, webhooks, clock, faults, books, merchants
    }

    /// Nothing from elsewhere, no script and no style in the page itself.
    static let securityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    static func response(
        _ text: String, _ status: HTTPResponse.Status = .ok, _ more: HTTPFields = HTTPFields()
    ) -> Response {
        var headers = secured
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers.append(contentsOf: more)
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// After a form has done its work: the browser asks for the page anew, and a reload repeats nothing. `path` is ours:
    /// whatever of it came from outside has been spelled in hex or base 58.
    static func redirect(to path: String, cookies: [String] = []) -> Response {
        var headers = secured
        headers[.location] = path
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(status: .seeOther, headers: headers)
    }

    private static var secured: HTTPFields {
        var headers: HTTPFields = [
            .contentSecurityPolicy: securityPolicy, .xContentTypeOptions: "nosniff",
        ]
        headers[.referrerPolicy] = "same-origin"
        headers[.frameOptions] = "DENY"
        return headers
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let frameOptions = HTTPField.Name("X-Frame-Options")!
}

extension Console {
    /// A whole page for somebody who is signed in.
    func render(_ page: Page, for visit: Visit) -> Response {
        var menu: [Model] = []
        for place in Page.Place.allCases where has(place, visit.session) {
            menu.append([
                "name": place.rawValue, "title": place.title(visit.session), "isHere": place == page.place,
            ])
        }
        var model: Model = [
            "title": page.title, "body": page.body, "menu": menu, "token": visit.formToken,
            "who": visit.session.merchant == nil ? "Administrator" : visit.session.merchantName,
            "isAdministrator": visit.session.isAdministrator, "sheet": Asset.sheet.path, "script": Asset.script.path,
            "mode": parts.sandbox == nil ? "Gateway" : "Sandbox",
        ]
        if let live = page.live { model["live"] = live }
        return Page.response(Self.layout.render(model), page.status)
    }

    private func has(_ place: Page.Place, _ session: Session) -> Bool {
        switch place {
        case .payments, .webhooks, .books: session.merchant != nil
        case .clock: session.merchant != nil && parts.sandbox != nil
        case .faults: session.merchant != nil && parts.faults != nil
        case .merchants: true
        }
    }

    private static let layout = MustacheTemplate.ours(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}} · Holdfast</title>
        <link rel="icon" href="/console/assets/mark.svg" type="image/svg+xml">
        <link rel="stylesheet" href="{{sheet}}">
        <script src="{{script}}" defer></script>
        </head>
        <body{{#live}} data-live="{{.}}"{{/live}}>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <a class="brand" href="/console"><img src="/console/assets/mark.svg" alt="" width="22" height="22">Holdfast</a>
          <nav aria-label="Console">
            <ul>{{#menu}}
              <li><a href="/console/{{name}}"{{#isHere}} aria-current="page"{{/isHere}}>{{title}}</a></li>{{/menu}}
            </ul>
          </nav>
          <div class="who">
            <span class="mode">{{mode}}</span>
            <span class="name">{{who}}</span>
            <form method="post" action="/console/sign-out">
              <input type="hidden" name="token" value="{{token}}"><button class="quiet">Sign out</button>
            </form>
          </div>
        </header>
        <main id="main" tabindex="-1">
        {{{body}}}
        </main>
        <p class="toast" role="status" aria-live="polite" hidden></p>
        </body>
        </html>
        """)
}

extension Page.Place {
    fileprivate func title(_ session: Session) -> String {
        switch self {
        case .payments: "Payments"
        case .webhooks: "Webhooks"
        case .clock: "Clock"
        case .faults: "Faults"
        case .books: "Books"
        case .merchants: session.isAdministrator ? "Merchants" : "Your keys"
        }
    }
}
