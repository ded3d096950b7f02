import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import Mustache
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
        frame.page(title, body, status)
    }

    /// Shops show it within a page of theirs.
    private static let frame = PageFrame(
        style: """
            .amount { font-size: 2rem; font-weight: 650; margin: .5rem 0 0; }
            button.other { background: #666; }
            """, ancestors: "*")

    // MARK: Templates

    private static func template(_ text: String) -> MustacheTemplate {
        do { return try MustacheTemplate(string: text) } catch {
            preconditionFailure("a template of ours is broken: \(error)")
        }
    }

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
