import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import Mustache
import NIOCore
import PaymentCore

/// What the payer's phone shows. It says that it is a sandbox, and has neither the real app's name as a mark nor its logo.
enum LandingPage {
    /// `shop`: as people call it. `end`: when the payer's time is over. After `turnsOver` seconds the page looks again, so
    /// that it says so by itself; nil when that is far off.
    static func question(
        _ payment: Payment, _ details: PaymentDetails, shop: String, end: Instant, turnsOver: Int64?
    ) -> Response {
        let cards = PayerCard.all.enumerated().map { index, card in
            ["name": card.name, "words": card.words, "checked": index == 0 ? "checked" : ""]
        }
        let values: [String: Any] = [
            "badge": String(shop.prefix(1)).uppercased(), "shop": shop,
            "amount": payment.birth.requested.description, "text": details.text ?? "", "unit": details.unit,
            "reference": details.reference, "end": minute(of: end), "cards": cards,
        ]
        return page("Approve payment", questionTemplate.render(values), .ok, turnsOver: turnsOver)
    }

    static func message(_ sign: Sign, _ title: String, _ text: String, _ status: HTTPResponse.Status) -> Response {
        page(title, messageTemplate.render(["sign": sign.rawValue, "text": text]), status)
    }

    /// What is seen before anything is read.
    enum Sign: String {
        case done = "✓"
        case nothing = "✕"
        case wait = "…"
    }

    /// `2026-11-27 09:22 UTC`
    private static func minute(of instant: Instant) -> String {
        let text = InstantSpelling.zuluSeconds(instant.milliseconds)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    private static func page(
        _ title: String, _ body: String, _ status: HTTPResponse.Status, turnsOver: Int64? = nil
    ) -> Response {
        var values = ["title": title, "body": body, "style": LandingStyle.css]
        if let turnsOver { values["turnsOver"] = String(turnsOver) }
        let text = layoutTemplate.render(values)
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
        {{#turnsOver}}<meta http-equiv="refresh" content="{{.}}">{{/turnsOver}}
        <title>{{title}}</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <main>
        <p class="notice"><strong>Sandbox.</strong> This stands for the payer's phone. No money moves.</p>
        <div class="sheet">
        <h1>{{title}}</h1>
        {{{body}}}
        </div>
        </main>
        </body>
        </html>
        """)

    private static let questionTemplate = template(
        """
        <p class="badge" aria-hidden="true">{{badge}}</p>
        <p class="shop">{{shop}}</p>
        <p class="amount">{{amount}}</p>
        <p class="what">{{text}}</p>
        <dl>
        <div><dt>Sale unit</dt><dd>{{unit}}</dd></div>
        <div><dt>Reference</dt><dd>{{reference}}</dd></div>
        <div><dt>Open until</dt><dd>{{end}}</dd></div>
        </dl>
        <form method="post">
        <details><summary>Pay with another card</summary>
        <fieldset><legend>Cards of this sandbox, and what their banks do</legend>
        {{#cards}}<label><input type="radio" name="card" value="{{name}}" {{checked}}> {{words}}</label>
        {{/cards}}
        </fieldset></details>
        <div class="acts">
        <button class="yes" name="act" value="approve">Approve {{amount}}</button>
        <button name="act" value="decline">Decline</button>
        <button class="aside" name="act" value="timeout">Let the time run out</button>
        </div>
        </form>
        """)

    private static let messageTemplate = template(
        "<p class=\"sign\" aria-hidden=\"true\">{{sign}}</p><p class=\"said\">{{text}}</p>")
}
