import DialectKit
import HTTPTypes
import Hummingbird
import Mustache

/// Pages of somebody who is not signed in, and pages that say what went wrong.
extension Console {
    static func plain(
        _ title: String, _ body: String, _ status: HTTPResponse.Status = .ok, kind: String = "plain",
        headers: HTTPFields = HTTPFields()
    ) -> Response {
        let model: Model = [
            "title": title, "body": body, "kind": kind, "sheet": Asset.sheet.path, "script": Asset.script.path,
        ]
        return Page.response(frame.render(model), status, headers)
    }

    func troublePage(_ trouble: Trouble, _ request: Request) -> Response {
        switch trouble {
        case .notSignedIn:
            let path = request.method == .get ? request.uri.path : "/console"
            // Only to a page of ours, and only by what its path may hold.
            let isPlain = path.hasPrefix("/console") && path.utf8.allSatisfy(Self.isPathByte)
            return Page.redirect(to: "/console/sign-in" + (isPlain && path != "/console" ? "?to=" + path : ""))
        case .noMerchant: return Page.redirect(to: "/console/merchants")
        case .badForm:
            return message(
                "This form has expired", "Nothing was done. Go back, load the page again and send the form once more.",
                .forbidden)
        case .notAdministrator:
            return message(
                "For the administrator", "Sign in with the administrator's key to see this page.", .forbidden)
        case .notFound:
            return message("Not found", "There is no such page, or this merchant has no such thing.", .notFound)
        case .unavailable:
            return message(
                "Not now", "The server could not do it at this moment, and nothing was written. Try again.",
                .serviceUnavailable)
        case .tooLarge:
            return message("Too large", "A form has at most 64 KiB. Nothing was done.", .contentTooLarge)
        case .refused(let words): return message("That cannot be", words, .unprocessableContent)
        }
    }

    private func message(_ title: String, _ text: String, _ status: HTTPResponse.Status) -> Response {
        Self.plain(title, Self.messageTemplate.render(["title": title, "text": text]), status)
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static let messageTemplate = MustacheTemplate.ours(
        """
        <section class="card narrow">
          <h1>{{title}}</h1>
          <p>{{text}}</p>
          <p><a class="button" href="/console">To the console</a></p>
        </section>
        """)

    private static let frame = MustacheTemplate.ours(
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
        <body class="{{kind}}">
        <a class="skip" href="#main">Skip to content</a>
        <main id="main" tabindex="-1">
        {{{body}}}
        </main>
        <p class="toast" role="status" aria-live="polite" hidden></p>
        </body>
        </html>
        """)
}
