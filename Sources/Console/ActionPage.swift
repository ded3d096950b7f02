import DialectKit
import Hummingbird
import Ledger
import PaymentCore

/// What a merchant does to a payment: capture, void, refund, withdraw. Each is confirmed first.
struct ActionPage: Sendable {
    let console: Console

    private enum Action: String {
        case capture, void, refund, withdraw

        var merchants: MerchantAction? { MerchantAction(rawValue: rawValue) }
    }

    func mount(on router: Router<DialectContext>) {
        console.get(router, "payments/:payment/actions/:action") { visit throws(Trouble) in try ask(visit) }
        console.post(router, "payments/:payment/actions/:action") { visit throws(Trouble) in try await act(visit) }
    }

    private func ask(_ visit: Visit) throws(Trouble) -> Response {
        let (payment, action) = (try console.payment(of: visit), try action(of: visit))
        let wish = try Wish(visit.query("amount"), final: visit.query("final"), of: payment, action)
        return page(payment, action, wish, visit, once: FormToken.random(), refused: nil)
    }

    private func act(_ visit: Visit) async throws(Trouble) -> Response {
        let (payment, action) = (try console.payment(of: visit), try action(of: visit))
        let wish = try Wish(visit.form("amount"), final: visit.form("final"), of: payment, action)
        let path = Self.path(payment, action)
        switch try await console.submit(command(action, wish, payment), on: payment, visit, path: path) {
        case .accepted(let acceptance): return Page.redirect(to: console.done(acceptance, action.rawValue))
        case .refused(let refusal):
            let dialect = console.parts.dialects.dialect(of: payment)
            let wire = action.merchants.flatMap { dialect?.answer(to: $0, refusedBy: refusal, of: payment) }
            let words = RefusedWords(
                own: Words.refusal(refusal), title: dialect?.title ?? payment.birth.wire.text, wire: wire)
            return page(payment, action, wish, visit, once: FormToken.random(), refused: words)
        }
    }

    private struct Wish {
        /// Nil: all of it.
        let amount: Money?
        let isFinal: Bool

        init(_ text: String?, final: String?, of payment: Payment, _ action: Action) throws(Trouble) {
            isFinal = final == "yes" && action == .capture
            guard let text else {
                amount = nil
                return
            }
            guard let money = Written.amount(text, in: payment.currency) else {
                throw .refused("\u{201C}\(text.prefix(40))\u{201D} is no amount in \(payment.currency.code).")
            }
            amount = money
        }
    }

    private func action(of visit: Visit) throws(Trouble) -> Action {
        guard let action = visit.parameters.get("action").flatMap({ Action(rawValue: $0) }) else { throw .notFound }
        return action
    }

    private func command(_ action: Action, _ wish: Wish, _ payment: Payment) -> Command {
        let id: OperationID = console.parts.identifiers.next()
        switch action {
        case .capture: return .capture(id, Command.CaptureRequest(amount: wish.amount, final: wish.isFinal), .none)
        case .void:
            let isRest = wish.amount == nil || wish.amount == payment.capturable
            return .void(id, isRest ? .rest : wish.amount.map { .part($0) } ?? .rest, .none)
        case .refund: return .refund(id, wish.amount, .none)
        case .withdraw: return .withdraw
        }
    }

    private static func path(_ payment: Payment, _ action: Action) -> String {
        "\(PaymentPath.page(payment.id))/actions/\(action.rawValue)"
    }

    private func page(
        _ payment: Payment, _ action: Action, _ wish: Wish, _ visit: Visit, once: String, refused: RefusedWords?
    ) -> Response {
        let confirmation = confirmation(action, wish, payment)
        let html = confirmation.html(
            payment, at: Self.path(payment, action), visit, once: once, refused: refused)
        return console.render(
            Page(
                title: confirmation.title, place: .payments, status: refused == nil ? .ok : .unprocessableContent,
                body: html),
            for: visit)
    }

    private func confirmation(_ action: Action, _ wish: Wish, _ payment: Payment) -> Confirmation {
        var fields: [(name: String, value: String)] = []
        if let amount = wish.amount { fields.append(("amount", amount.decimal)) }
        if wish.isFinal { fields.append(("final", "yes")) }
        switch action {
        case .capture:
            let amount = wish.amount ?? payment.capturable
            var sentences = ["The payer is charged. A capture cannot be taken back; it can be refunded."]
            if amount < payment.capturable {
                let rest = payment.capturable - amount
                sentences.append(
                    wish.isFinal
                        ? "\(Show.money(rest)) of the hold goes back to the payer, because this is the last capture."
                        : "\(Show.money(rest)) would be left of the hold, unless the terms of this payment say otherwise."
                )
            }
            let title = "Capture \(Show.money(amount))"
            return Confirmation(title: title, sentences: sentences, button: title, fields: fields)
        case .void:
            let title = "Release \(Show.money(wish.amount ?? payment.capturable))"
            return Confirmation(
                title: title, sentences: ["The hold on the payer's money is let go of, for good."], button: title,
                isGrave: true, fields: fields)
        case .refund:
            let title = "Refund \(Show.money(wish.amount ?? payment.refundable))"
            return Confirmation(
                title: title, sentences: ["The money goes back to the payer."], button: title, isGrave: true,
                fields: fields)
        case .withdraw:
            return Confirmation(
                title: "Withdraw the payment",
                sentences: ["The payer can no longer approve it. Nothing has been held or taken."],
                button: "Withdraw it", isGrave: true, fields: fields)
        }
    }
}
