import DialectKit
import Hummingbird
import PaymentCore

/// Be the payer, and the payer's bank; in the sandbox only. Each is confirmed first.
struct PayerPage: Sendable {
    let console: Console

    private enum Action: String { case approve, decline, abandon, instruct }
    private static let fields = ["reason", "capture", "refund", "lapse"]

    func mount(on router: Router<DialectContext>) {
        console.get(router, "payments/:payment/payer/:action") { visit throws(Trouble) in
            let (payment, action) = (try console.payment(of: visit), try action(of: visit))
            return page(payment, action, visit, visit.query, refused: nil)
        }
        console.post(router, "payments/:payment/payer/:action") { visit throws(Trouble) in try await act(visit) }
    }

    private func act(_ visit: Visit) async throws(Trouble) -> Response {
        let (payment, action) = (try console.payment(of: visit), try action(of: visit))
        let command = try command(action, visit, payment)
        switch try await console.submit(command, on: payment, visit, path: Self.path(payment, action)) {
        case .accepted(let acceptance): return Page.redirect(to: console.done(acceptance, action.rawValue))
        case .refused(let refusal):
            let words = RefusedWords(own: Words.refusal(refusal), title: "", wire: nil)
            return page(payment, action, visit, visit.form, refused: words)
        }
    }

    private func action(of visit: Visit) throws(Trouble) -> Action {
        guard let action = visit.parameters.get("action").flatMap({ Action(rawValue: $0) }) else { throw .notFound }
        return action
    }

    private func command(_ action: Action, _ visit: Visit, _ payment: Payment) throws(Trouble) -> Command {
        switch action {
        case .approve:
            let wish = PayerWish(script: script(visit))
            guard let approval = console.parts.dialects.dialect(of: payment)?.approval(of: payment, with: wish) else {
                throw .refused("This payment cannot be approved here.")
            }
            return .authorize(console.parts.identifiers.next(), approval)
        case .decline: return .decline(Self.reason(visit.form("reason")) ?? .payerDeclined)
        case .abandon: return .abandon
        case .instruct: return .instruct(script(visit))
        }
    }

    private func script(_ visit: Visit) -> IssuerScript {
        var script = IssuerScript()
        script.failsCapture = Self.reason(visit.form("capture"))
        script.failsRefund = Self.reason(visit.form("refund"))
        switch visit.form("lapse") {
        case "overdraw": script.afterLapse = .overdraws
        case "refuse": script.afterLapse = .refuses(.insufficientFunds)
        case _: script.afterLapse = .reauthorizes
        }
        return script
    }

    private static func reason(_ word: String?) -> FailureReason? {
        word.flatMap { word in FailureReason.allCases.first { "\($0)" == word } }
    }

    private static func path(_ payment: Payment, _ action: Action) -> String {
        "\(PaymentPath.page(payment.id))/payer/\(action.rawValue)"
    }

    private func page(
        _ payment: Payment, _ action: Action, _ visit: Visit, _ given: JSONObject, refused: RefusedWords?
    ) -> Response {
        let fields = Self.fields.compactMap { name in
            given[name]?.string.flatMap { $0.isEmpty || $0.utf8.count > 40 ? nil : (name: name, value: $0) }
        }
        let amount = Show.money(payment.birth.requested)
        let confirmation: Confirmation
        switch action {
        case .approve:
            confirmation = Confirmation(
                title: "Approve \(amount)",
                sentences: ["As the payer you say yes. The bank is asked at once, and answers as it was told to."],
                button: "Approve as the payer", fields: fields)
        case .decline:
            let reason = Self.reason(given["reason"]?.string) ?? .payerDeclined
            confirmation = Confirmation(
                title: "Decline \(amount)", sentences: ["The attempt ends: \(Words.reason(reason))."],
                button: "Decline", isGrave: true, fields: fields)
        case .abandon:
            confirmation = Confirmation(
                title: "Walk away", sentences: ["The payer never answers, and the payment ends now instead of later."],
                button: "Walk away", isGrave: true, fields: fields)
        case .instruct:
            confirmation = Confirmation(
                title: "Tell the bank what to answer",
                sentences: ["From now on the payer's bank answers this payment so, until it is told otherwise."],
                button: "Set its answers", fields: fields)
        }
        let html = confirmation.html(
            payment, at: Self.path(payment, action), visit, once: FormToken.random(), refused: refused)
        return console.render(
            Page(
                title: confirmation.title, place: .payments, status: refused == nil ? .ok : .unprocessableContent,
                body: html),
            for: visit)
    }
}
