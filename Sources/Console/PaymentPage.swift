import DialectKit
import Hummingbird
import Ledger
import Mustache
import PaymentCore

/// One payment: where its money stands, what happened, what will happen, and what can be done.
struct PaymentPage: Sendable {
    let console: Console

    func mount(on router: Router<DialectContext>) {
        console.get(router, "payments/:payment") { visit throws(Trouble) in try show(visit) }
    }

    private func show(_ visit: Visit) throws(Trouble) -> Response {
        let payment = try console.payment(of: visit)
        let parts = console.parts
        let merchant = payment.birth.merchant
        let now = parts.service.now(of: merchant)
        let events = try console.reading { () throws(Unavailable) in try parts.service.events(of: payment.id) }
        let dialect = parts.dialects.dialect(of: payment)
        let portrait = dialect?.portrait(of: payment)
        var model: Model = [
            "href": PaymentPath.page(payment.id), "token": visit.formToken, "id": PaymentPath.spell(payment.id),
            "amount": Show.amount(payment.birth.requested), "currency": payment.currency.code,
            "phase": Words.phase(payment.phase), "tone": Words.tone(payment.phase),
            "wire": dialect?.title ?? payment.birth.wire.text, "name": portrait?.name ?? "",
            "status": portrait?.status ?? "", "at": Show.instant(payment.birth.at),
            "machine": Show.machine(payment.birth.at), "bar": PaymentBar(payment).html,
        ]
        model["reference"] = portrait?.reference
        model["description"] = portrait?.description
        model["facts"] = facts(payment, portrait)
        model["deadlines"] = deadlines(payment, now)
        if !payment.deadlines.isEmpty { model["hasDeadlines"] = true }
        model["now"] = Show.instant(now)
        model["canMoveTime"] = parts.sandbox != nil
        let timeline = PaymentTimeline(payment, events, console)
        model["events"] = try timeline.events(seen: visit.request.origin)
        model["others"] = timeline.others(seen: visit.request.origin)
        if !(model["others"] as? [Model] ?? []).isEmpty { model["hasOthers"] = true }
        model.merge(actions(payment)) { $1 }
        model["done"] = visit.query("done").flatMap(Self.doneWords)
        model["failed"] = visit.query("failed").flatMap { word in
            FailureReason.allCases.first { "\($0)" == word }.map { "The bank said no: \(Words.reason($0))." }
        }
        let page = Page(
            title: portrait?.reference ?? portrait?.name ?? "Payment", place: .payments,
            body: Self.template.render(model), live: "/console/live?payment=" + PaymentPath.spell(payment.id))
        return console.render(page, for: visit)
    }

    private func facts(_ payment: Payment, _ portrait: Portrait?) -> [Model] {
        var facts: [Portrait.Fact] = []
        if let instrument = payment.state.instrument {
            let scheme = instrument.scheme.isEmpty ? "" : " · " + instrument.scheme
            facts.append(.init("Paid with", instrument.kind + scheme))
        }
        facts += portrait?.facts ?? []
        return facts.map { ["label": $0.label, "value": $0.value] }
    }

    private func deadlines(_ payment: Payment, _ now: Instant) -> [Model] {
        var rows: [(at: Instant, title: String, text: String)] = payment.deadlines.sorted().map { deadline in
            let words = Words.deadline(deadline.kind)
            return (deadline.due, words.title, words.text)
        }
        let knowsEnd = payment.deadlines.contains { $0.kind == .expire }
        if let end = payment.state.captureBefore, !knowsEnd, payment.state.closed == nil, payment.state.ending == nil {
            rows.append((end, "Captures end", "From then on captures are refused. No amount changes by itself."))
        }
        return rows.sorted { $0.at < $1.at }.map { row in
            [
                "at": Show.instant(row.at), "machine": Show.machine(row.at), "title": row.title, "text": row.text,
                "distance": Show.distance(row.at, from: now), "set": Show.machine(row.at),
            ]
        }
    }

    /// What may be done as things stand. Whatever is asked all the same, the rules answer.
    private func actions(_ payment: Payment) -> Model {
        var model: Model = [:]
        let isOver = payment.state.ending != nil
        let isOpen = payment.state.authorizedAt == nil && !isOver
        if !payment.capturable.isZero {
            model["capture"] = ["amount": payment.capturable.decimal, "left": Show.money(payment.capturable)] as Model
            model["void"] = ["amount": payment.capturable.decimal, "left": Show.money(payment.capturable)] as Model
        }
        if !payment.refundable.isZero {
            model["refund"] = ["amount": payment.refundable.decimal, "left": Show.money(payment.refundable)] as Model
        }
        if isOpen { model["withdraw"] = true }
        if console.parts.sandbox != nil, isOpen, payment.state.pending.isEmpty {
            model["payer"] = ["reasons": FailureReason.allCases.map(Self.option)] as Model
        }
        if console.parts.sandbox != nil, payment.state.authorizedAt != nil, payment.state.closed == nil {
            model["bank"] = ["reasons": FailureReason.allCases.map(Self.option)] as Model
        }
        if model.isEmpty { model["noActions"] = true }
        return model
    }

    private static func doneWords(_ what: String) -> String? {
        switch what {
        case "capture": "Captured."
        case "void": "Released."
        case "refund": "Refunded."
        case "withdraw": "Withdrawn."
        case "approve": "Approved, as the payer."
        case "decline": "Declined."
        case "abandon": "Abandoned."
        case "instruct": "The bank will answer so from now on."
        case _: nil
        }
    }

    static func option(_ reason: FailureReason) -> Model {
        ["value": "\(reason)", "title": Words.reason(reason)]
    }

    private static let template = MustacheTemplate.ours(PaymentTemplate.text)
}

extension Console {
    /// The payment that the path names, when it is one of the merchant's.
    func payment(of visit: Visit) throws(Trouble) -> Payment {
        let merchant = try visit.merchant()
        guard let id = visit.parameters.get("payment").flatMap({ PaymentPath.read($0) }) else { throw .notFound }
        let found = try reading { () throws(Unavailable) in try parts.service.payment(id) }
        guard let found, found.birth.merchant == merchant else { throw .notFound }
        return found
    }
}
