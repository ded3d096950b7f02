import DialectKit
import Mustache
import PaymentCore

/// The step before something is done to a payment: what will happen, and what speaks against it.
struct Confirmation {
    let title: String
    /// What is about to happen, sentence by sentence.
    let sentences: [String]
    /// The button's words.
    let button: String
    /// Whether it cannot be taken back.
    var isGrave = false
    /// What the form carries on.
    let fields: [(name: String, value: String)]
    /// Fields that are filled in here.
    var ask: Model?

    /// `refused`: it was tried, and this is the answer.
    func html(_ payment: Payment, at path: String, _ visit: Visit, once: String, refused: RefusedWords?) -> String {
        var model: Model = [
            "title": title, "sentences": sentences, "button": button, "path": path, "token": visit.formToken,
            "once": once, "back": PaymentPath.page(payment.id),
            "fields": fields.map { ["name": $0.name, "value": $0.value] }, "bar": PaymentBar(payment).html,
        ]
        if isGrave { model["isGrave"] = true }
        if let ask { model["ask"] = ask }
        if let refused {
            var words: Model = ["own": refused.own]
            if let wire = refused.wire {
                words["wire"] = ["title": refused.title, "status": String(wire.status), "words": wire.words] as Model
            }
            model["refused"] = words
        }
        return Self.template.render(model)
    }

    private static let template = MustacheTemplate.ours(
        """
        <p class="crumbs narrow"><a href="/console/payments">Payments</a> / <a href="{{back}}">Payment</a></p>
        <section class="card narrow confirm">
          <h1>{{title}}</h1>
          {{#refused}}<div class="notice bad" role="alert"><p><strong>{{own}}</strong> Nothing was written.</p>
            {{#wire}}<p>{{title}} answers <code>{{status}}</code>: {{words}}</p>{{/wire}}</div>{{/refused}}
          {{#sentences}}<p>{{.}}</p>{{/sentences}}
          {{{bar}}}
          <form method="post" action="{{path}}">
            <input type="hidden" name="token" value="{{token}}"><input type="hidden" name="once" value="{{once}}">
            {{#fields}}<input type="hidden" name="{{name}}" value="{{value}}">{{/fields}}
            {{#ask}}<label for="lines">{{label}}</label>
            <textarea id="lines" name="lines" rows="6" spellcheck="false" required>{{value}}</textarea>{{/ask}}
            <div class="buttons"><button class="primary{{#isGrave}} grave{{/isGrave}}" autofocus>{{button}}</button>
            <a class="button quiet" href="{{back}}">Back</a></div>
          </form>
        </section>
        """)
}

/// Why something was refused: in our words, and in its wire's.
struct RefusedWords {
    let own: String
    let title: String
    let wire: RefusedAnswer?
}

extension Console {
    /// What came of a command that a form asked for.
    enum Outcome {
        case accepted(Acceptance)
        case refused(Refusal)
    }

    /// A form is sent once: sending it twice has the first one's outcome.
    func submit(_ command: Command, on payment: Payment, _ visit: Visit, path: String) async throws(Trouble) -> Outcome
    {
        let merchant = payment.birth.merchant
        guard let once = visit.form("once"), (32...64).contains(once.utf8.count) else { throw .badForm }
        let account = Grant(merchant: merchant, merchantName: "", kind: "console").account(
            "forms", on: WireName("console"))
        var asked = JSONObject()
        for member in visit.form.members where member.name != "token" { asked.set(member.name, to: member.value) }
        let key = IdempotencyKey(
            claim: Claim(account: account, namespace: "console", value: once),
            fingerprint: fingerprints.fingerprint(of: path, asked), retention: .days(1), keepsRefusals: false)
        let submission = Submission(command, on: payment.id, by: .merchant(merchant), key: key)
        switch await parts.service.submit(submission) {
        case .decided(.accepted(let acceptance), _): return .accepted(acceptance)
        case .decided(.refused(let refusal), _): return .refused(refusal)
        case .unavailable: throw .unavailable
        case .answer, .broken:
            throw .refused("An invariant would break; the payment is set aside. See the server's log.")
        }
    }

    private var fingerprints: FingerprintKey { FingerprintKey(parts.key) }

    /// Back to the payment, which tells what came of it.
    func done(_ acceptance: Acceptance, _ what: String) -> String {
        let page = PaymentPath.page(acceptance.payment.id)
        if let operation = acceptance.operation, case .failed(let reason) = operation.state {
            return "\(page)?failed=\(reason)"
        }
        return "\(page)?done=\(what)"
    }
}
