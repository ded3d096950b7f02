import HTTPTypes
import Hummingbird
import Ledger
import Mustache
import NIOCore
import PaymentCore

/// What the payer sees: one form, fit for a phone.
enum PayerPage {
    static func choices(
        _ payment: Payment, _ details: PaymentDetails, inFrame: Bool, asksAgain: Bool = false
    ) -> Response {
        let person = TestPerson.first(in: details.country)
        let values: [String: Any] = [
            "amount": payment.birth.requested.description, "description": details.description,
            "payee": details.payeeName ?? "the shop", "name": person.address.addressee,
            "street": person.address.streetAddress ?? "", "place": "\(person.address.zipCode) \(person.address.city)",
            "email": person.email, "again": asksAgain ? "Please choose one." : "",
            "action": inFrame ? "?view=seamless" : "",
        ]
        return page(
            "Pay by invoice", choicesTemplate.render(values), asksAgain ? .badRequest : .ok,
            framedBy: inFrame ? details.urls.hosts : [])
    }

    /// In a frame: tells the shop's page, which goes on from there.
    static func done(
        _ payment: Payment, _ details: PaymentDetails, _ outcome: PayerRoutes.Outcome, leadingTo address: String
    ) -> Response {
        let event =
            switch outcome {
            case .approve: "onPaymentCompleted"
            case .decline: "onPaymentFailed"
            case .cancel: "onPaymentCanceled"
            }
        let values: [String: Any] = [
            "event": event, "payment": Links(origin: "").payment(payment.id), "redirect": address,
        ]
        return page("Thank you", doneTemplate.render(values), .ok, framedBy: details.urls.hosts)
    }

    static func message(_ title: String, _ text: String, _ status: HTTPResponse.Status) -> Response {
        page(title, messageTemplate.render(["text": text]), status)
    }

    private static func page(
        _ title: String, _ body: String, _ status: HTTPResponse.Status, framedBy hosts: [String] = []
    ) -> Response {
        let text = layoutTemplate.render(["title": title, "body": body])
        // Addresses of hosts were read as addresses; what would end the directive cannot stand in one that is kept here.
        let frames = hosts.filter { !$0.contains { $0 == ";" || $0 == "," || $0 == "'" } }
        let ancestors = frames.isEmpty ? "'none'" : frames.joined(separator: " ")
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; frame-ancestors \(ancestors)",
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
        input { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem; margin: .25rem 0 1rem; }
        button { font: inherit; width: 100%; padding: .8rem; margin: .35rem 0; border: 0; border-radius: .5rem;
          background: #0a6b4f; color: #fff; cursor: pointer; }
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
        <p class="notice">This is a Holdfast sandbox. No money moves.</p>
        <p class="amount">{{amount}}</p>
        <p class="description">{{description}}, to {{payee}}</p>
        <p class="payer">The invoice is sent to {{name}}, {{street}}, {{place}}.</p>
        <p role="alert">{{again}}</p>
        <form method="post" action="{{action}}">
        <label>E-mail address <input name="email" type="email" value="{{email}}"></label>
        <button name="outcome" value="approve">Approve the purchase</button>
        <button name="outcome" value="decline" class="other">Decline</button>
        <button name="outcome" value="cancel" class="other">Back to the shop</button>
        </form>
        """)

    private static let doneTemplate = template(
        """
        <p>You can go on in the shop.</p>
        <div id="said" data-event="{{event}}" data-payment="{{payment}}" data-redirect="{{redirect}}"></div>
        <script src="/invoice/core/scripts/client/px.invoice.frame.js"></script>
        """)

    private static let messageTemplate = template("<p>{{text}}</p>")
}
