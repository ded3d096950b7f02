import HTTPTypes
import Hummingbird
import Ledger
import Mustache
import NIOCore
import PaymentCore

/// What the payer's phone shows. It says that it is a sandbox, and has neither the real app's name as a mark nor its logo.
enum LandingPage {
    static func question(_ payment: Payment, _ details: PaymentDetails) -> Response {
        let cards = PayerCard.all.enumerated().map { index, card in
            ["name": card.name, "words": card.words, "checked": index == 0 ? "checked" : ""]
        }
        let values: [String: Any] = [
            "amount": payment.birth.requested.description, "text": details.text ?? "", "unit": details.unit,
            "reference": details.reference, "cards": cards,
        ]
        return page("Approve payment", questionTemplate.render(values), .ok)
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
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

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
        body { margin: 0 auto; max-width: 24rem; padding: 1rem; }
        main { border: 1px solid #8886; border-radius: 2rem; padding: 1.5rem 1.25rem; min-height: 34rem;
          display: flex; flex-direction: column; box-sizing: border-box; }
        .notice { border: 1px solid #c60; border-radius: .5rem; padding: .4rem .75rem; font-size: .85rem; margin: 0 0 1rem; }
        h1 { font-size: 1.1rem; font-weight: 600; margin: 0; text-align: center; }
        .amount { font-size: 2.25rem; font-weight: 650; text-align: center; margin: 1rem 0 0; }
        .what { text-align: center; margin: 0; }
        .who { text-align: center; margin: 0 0 1rem; font-size: .85rem; opacity: .8; }
        details { margin: .5rem 0; } fieldset { border: 0; padding: 0; margin: 0; }
        label { display: flex; gap: .6rem; padding: .5rem; font-size: .9rem; }
        form { display: flex; flex-direction: column; flex: 1; } .acts { margin-top: auto; }
        button { font: inherit; width: 100%; padding: .85rem; margin: .3rem 0; border: 0; border-radius: 2rem; cursor: pointer;
          background: #8883; color: inherit; }
        button.yes { background: #a3390b; color: #fff; font-weight: 600; }
        :focus-visible { outline: 3px solid #f90; outline-offset: 2px; }
        </style>
        </head>
        <body>
        <main>
        <p class="notice">Sandbox: this stands for the payer's phone. No money moves.</p>
        <h1>{{title}}</h1>
        {{{body}}}
        </main>
        </body>
        </html>
        """)

    private static let questionTemplate = template(
        """
        <p class="amount">{{amount}}</p>
        <p class="what">{{text}}</p>
        <p class="who">to sale unit {{unit}}, reference {{reference}}</p>
        <form method="post">
        <details><summary>Pay with</summary>
        <fieldset><legend>Cards of this sandbox</legend>
        {{#cards}}<label><input type="radio" name="card" value="{{name}}" {{checked}}> {{words}}</label>
        {{/cards}}
        </fieldset></details>
        <div class="acts">
        <button class="yes" name="act" value="approve">Approve</button>
        <button name="act" value="decline">Decline</button>
        <button name="act" value="timeout">Let the time run out</button>
        </div>
        </form>
        """)

    private static let messageTemplate = template("<p class=\"what\">{{text}}</p>")
}
