import HTTPTypes
import Hummingbird
import Ledger
import Mustache
import NIOCore
import PaymentCore

/// What the payer sees of 3-D Secure: one form, no script, fit for a phone.
enum ChallengePage {
    static func choices(_ payment: Payment, _ details: PaymentDetails, asksAgain: Bool = false) -> Response {
        let values: [String: Any] = [
            "amount": payment.birth.requested.description, "scheme": details.source.card.scheme.word,
            "last4": details.source.card.last4, "reference": details.reference ?? "",
            "again": asksAgain ? "Please choose one." : "",
        ]
        return page("Is it you?", choicesTemplate.render(values), asksAgain ? .badRequest : .ok)
    }

    static func message(_ title: String, _ text: String, _ status: HTTPResponse.Status) -> Response {
        page(title, messageTemplate.render(["text": text]), status)
    }

    private static func page(_ title: String, _ body: String, _ status: HTTPResponse.Status) -> Response {
        let text = layoutTemplate.render(["title": title, "body": body])
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    // MARK: Templates

    private static func template(_ text: String) -> MustacheTemplate {
        do { return try MustacheTemplate(string: text) } catch {
            preconditionFailure("a template of ours is broken: \(error)")
        }
    }

    private static let layoutTemplate = template(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
        body { margin: 0 auto; max-width: 30rem; padding: 1.25rem; }
        .notice { border: 1px solid #c60; border-radius: .5rem; padding: .5rem .75rem; font-size: .9rem; }
        .amount { font-size: 2rem; font-weight: 650; margin: .5rem 0 0; }
        button { font: inherit; width: 100%; padding: .8rem; margin: .35rem 0; border: 0; border-radius: .5rem;
          background: #0b62d6; color: #fff; cursor: pointer; }
        button.other { background: #666; }
        :focus-visible { outline: 3px solid #f90; outline-offset: 2px; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{title}}</h1>
        {{{body}}}
        </main>
        </body>
        </html>
        """)

    private static let choicesTemplate = template(
        """
        <p class="notice">This is your bank in a Holdfast sandbox. No money moves.</p>
        <p class="amount">{{amount}}</p>
        <p class="card">{{scheme}} ending in {{last4}}</p>
        <p class="reference">{{reference}}</p>
        <p role="alert">{{again}}</p>
        <form method="post">
        <button name="outcome" value="approve">Approve: it is me</button>
        <button name="outcome" value="fail" class="other">Fail: the bank does not believe it</button>
        <button name="outcome" value="cancel" class="other">Cancel: I turn back</button>
        </form>
        """)

    private static let messageTemplate = template("<p>{{text}}</p>")
}
