import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import Mustache
import PaymentCore

/// The pages of the test mode's checkout. Form and class names are those that browser suites written for Mollie look for:
/// `button[name=method]`, `input[name=final_state]`, `button[name=submit]`, `.header__amount`. Source: wire/mollie.md §11.
enum CheckoutPage {
    static func methods(_ payment: Payment, _ details: PaymentDetails, _ names: [String], token: String) -> Response {
        page(
            "Choose how to pay", header(payment, details),
            render(methodsTemplate, ["token": token, "methods": names]), .ok)
    }

    static func states(
        _ payment: Payment, _ details: PaymentDetails, _ states: [FinalState], asksAgain: Bool = false
    ) -> Response {
        let choices = states.enumerated().map { index, state in
            ["value": state.rawValue, "words": words(state), "checked": index == 0 ? "checked" : ""]
        }
        return page(
            "Test payment", header(payment, details),
            render(statesTemplate, ["states": choices, "again": asksAgain ? "Please choose one." : ""]),
            asksAgain ? .badRequest : .ok)
    }

    static func message(_ title: String, _ text: String, _ status: HTTPResponse.Status) -> Response {
        page(title, "", render(messageTemplate, ["text": text]), status)
    }

    /// What the merchant is asked when an application wants a token.
    static func consent(application: String, scopes: [String]) -> Response {
        page(
            "Grant access?", "", render(consentTemplate, ["application": application, "scopes": scopes]), .ok)
    }

    private static func header(_ payment: Payment, _ details: PaymentDetails) -> String {
        render(headerTemplate, ["amount": payment.birth.requested.description, "description": details.description])
    }

    private static func words(_ state: FinalState) -> String {
        switch state {
        case .open: "Open: the payer has not decided yet"
        case .paid: "Paid"
        case .authorized: "Authorized: the money is held until the shop captures it"
        case .failed: "Failed: the bank says no"
        case .canceled: "Canceled: the payer turns back"
        case .expired: "Expired: the payer never answers"
        }
    }

    private static func page(
        _ title: String, _ header: String, _ body: String, _ status: HTTPResponse.Status
    ) -> Response {
        frame.page(title, header: header, body, status)
    }

    private static let frame = PageFrame(
        style: """
            .header__amount { font-size: 2rem; font-weight: 650; margin: .5rem 0 0; }
            label { display: flex; gap: .75rem; padding: .75rem; border: 1px solid #8886; border-radius: .5rem;
              margin: .5rem 0; }
            """)

    // MARK: Templates

    private static func render(_ template: MustacheTemplate, _ values: [String: Any]) -> String {
        template.render(values)
    }

    private static func template(_ text: String) -> MustacheTemplate {
        do { return try MustacheTemplate(string: text) } catch {
            preconditionFailure("a template of ours is broken: \(error)")
        }
    }

    private static let headerTemplate = template(
        """
        <header class="header">
        <p class="notice">This is a test mode payment in a Holdfast sandbox. No money moves.</p>
        <p class="header__amount">{{amount}}</p>
        <p class="header__description">{{description}}</p>
        </header>
        """)

    private static let methodsTemplate = template(
        """
        <form method="get" action="/checkout/test-mode">
        <input type="hidden" name="token" value="{{token}}">
        {{#methods}}<button name="method" value="{{.}}">{{.}}</button>
        {{/methods}}
        </form>
        """)

    private static let statesTemplate = template(
        """
        <form method="post">
        <p role="alert">{{again}}</p>
        <fieldset><legend>How does this payment end?</legend>
        {{#states}}<label><input type="radio" name="final_state" value="{{value}}" {{checked}}> {{words}}</label>
        {{/states}}
        </fieldset>
        <div class="footer"><button class="button" name="submit" value="submit">Continue</button></div>
        </form>
        """)

    private static let consentTemplate = template(
        """
        <p>The application <strong>{{application}}</strong> asks for these permissions:</p>
        <ul>
        {{#scopes}}<li>{{.}}</li>
        {{/scopes}}
        </ul>
        <form method="post">
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="deny">Deny</button>
        </form>
        """)

    private static let messageTemplate = template("<p>{{text}}</p>")
}
