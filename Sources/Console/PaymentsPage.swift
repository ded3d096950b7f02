import DialectKit
import Engine
import Hummingbird
import Ledger
import Mustache
import PaymentCore

/// The list of a merchant's payments: searched, filtered, page after page.
struct PaymentsPage: Sendable {
    let console: Console

    static let pageLimit = 50

    func mount(on router: Router<DialectContext>) {
        console.get(router, "payments") { visit throws(Trouble) in try show(visit) }
    }

    private func show(_ visit: Visit) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let wish = PaymentsWish(visit, wires: console.parts.dialects.wires)
        var model = wish.model(console.parts.dialects)
        let rows: [Payment]
        if let search = wish.search {
            rows = try found(search, of: merchant)
            model["summary"] =
                rows.isEmpty ? nil : rows.count == 1 ? "One payment" : "\(rows.count) payments, the best match first"
        } else {
            let page = try listed(wish, of: merchant)
            rows = page.payments
            if let next = page.next { model["next"] = wish.path(after: next) }
            if page.isCutShort {
                model["cutShort"] = String(PaymentFilter.lookLimit)
                model["upTo"] = page.next.map { Show.instant($0.at) }
            }
        }
        if wish.isLaterPage { model["first"] = wish.path(after: nil) }
        model["rows"] = rows.map(row)
        if rows.isEmpty {
            if wish.isEmpty { model["newcomer"] = true } else { model["nothing"] = true }
        }
        let page = Page(
            title: "Payments", place: .payments, body: Self.template.render(model),
            live: wish.isLaterPage ? nil : "/console/live")
        return console.render(page, for: visit)
    }

    private func listed(_ wish: PaymentsWish, of merchant: MerchantID) throws(Trouble) -> FoundPayments {
        do {
            return try console.parts.finder.payments(
                of: merchant, wish.filter, olderThan: wish.after, limit: Self.pageLimit)
        } catch { throw .unavailable }
    }

    /// By any name: the id that its wire spells, a name that is unique, or what a name begins with. The latter comes in
    /// the order of names, those that are meant exactly first.
    private func found(_ text: String, of merchant: MerchantID) throws(Trouble) -> [Payment] {
        let parts = console.parts
        var rows: [Payment] = []
        let own = try console.reading { () throws(Unavailable) in
            guard let id = PaymentPath.read(text) else { return nil as Payment? }
            return try parts.service.payment(id)
        }
        if let own, own.birth.merchant == merchant { rows.append(own) }
        let spelled = try console.reading { () throws(Unavailable) in
            try parts.dialects.payment(text, of: merchant, in: parts.service)
        }
        if let spelled, !rows.contains(where: { $0.id == spelled.id }) { rows.append(spelled) }
        guard let name = SearchName(text) else { return rows }
        let named: [Payment]
        do { named = try parts.finder.payments(of: merchant, named: name, limit: Self.pageLimit) } catch {
            throw .unavailable
        }
        for payment in named where !rows.contains(where: { $0.id == payment.id }) { rows.append(payment) }
        return rows
    }

    private func row(_ payment: Payment) -> Model {
        let dialect = console.parts.dialects.dialect(of: payment)
        let portrait = dialect?.portrait(of: payment)
        var model: Model = [
            "href": PaymentPath.page(payment.id), "amount": Show.amount(payment.birth.requested),
            "currency": payment.currency.code, "phase": Words.phase(payment.phase), "tone": Words.tone(payment.phase),
            "wire": dialect?.title ?? payment.birth.wire.text, "name": portrait?.name ?? PaymentPath.spell(payment.id),
            "at": Show.instant(payment.birth.at), "machine": Show.machine(payment.birth.at),
        ]
        model["label"] = portrait?.reference ?? portrait?.description
        if portrait?.reference != nil { model["aside"] = portrait?.description }
        if !payment.captured.isZero, payment.captured != payment.birth.requested {
            model["part"] = "\(Show.amount(payment.captured)) captured"
        }
        if !payment.refunded.isZero { model["part"] = "\(Show.amount(payment.refunded)) refunded" }
        return model
    }

    private static let template = MustacheTemplate.ours(
        """
        <div class="head"><h1>Payments</h1></div>
        <form class="filters" method="get" action="/console/payments" role="search" aria-label="Payments">
          <div class="field search"><label for="q">Reference or id</label>
            <input id="q" name="q" type="search" value="{{q}}" placeholder="tr_… · pay_… · order-7 · cpt_…"
              spellcheck="false" autocapitalize="none" data-hotkey="/"></div>
          <div class="field"><label for="dialect">Wire</label><select id="dialect" name="dialect">
            <option value="">Any</option>{{#wires}}
            <option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{title}}</option>{{/wires}}
          </select></div>
          <div class="field"><label for="state">State</label><select id="state" name="state">
            <option value="">Any</option>{{#phases}}
            <option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{title}}</option>{{/phases}}
          </select></div>
          <details class="more"{{#isWide}} open{{/isWide}}><summary>Amount and time</summary><div class="more-fields">
          <div class="field short"><label for="currency">Currency</label>
            <input id="currency" name="currency" value="{{currency}}" maxlength="3" placeholder="EUR" autocapitalize="characters"></div>
          <div class="field short"><label for="min">From amount</label>
            <input id="min" name="min" value="{{min}}" inputmode="decimal" placeholder="10.00"></div>
          <div class="field short"><label for="max">To amount</label>
            <input id="max" name="max" value="{{max}}" inputmode="decimal" placeholder="500.00"></div>
          <div class="field"><label for="from">Created from</label>
            <input id="from" name="from" type="date" value="{{from}}"></div>
          <div class="field"><label for="to">Created to</label>
            <input id="to" name="to" type="date" value="{{to}}"></div>
          </div></details>
          <div class="field buttons"><button class="primary">Show</button>{{#isFiltered}}
            <a class="button quiet" href="/console/payments">Clear</a>{{/isFiltered}}</div>
        </form>
        {{#mistake}}<p class="notice bad" role="alert">{{.}}</p>{{/mistake}}
        <section id="list" data-live-part>
        {{#summary}}<p class="summary">{{.}}</p>{{/summary}}
        {{#newcomer}}
        <div class="empty">
          <h2>No payments yet</h2>
          <p>Create one with your shop's own SDK, or paste a request: it appears here by itself.</p>
          <p><a class="button primary" href="/console/merchants#snippets">Requests to paste</a></p>
        </div>
        {{/newcomer}}
        {{#nothing}}
        <div class="empty"><h2>Nothing fits</h2>
        <p>No payment of this merchant is like that{{#upTo}} among those looked at so far{{/upTo}}.
          Ids are found whole; references by how they begin.</p></div>
        {{/nothing}}
        <div class="rows">
        <table class="list">
          <caption class="visually-hidden">Payments, newest first</caption>
          <thead><tr><th scope="col">Payment</th><th scope="col">State</th><th scope="col">Wire</th>
            <th scope="col">Created</th><th scope="col" class="number">Amount</th></tr></thead>
          <tbody>{{#rows}}
          <tr>
            <th scope="row"><a class="row" href="{{href}}"><span class="label">{{#label}}{{.}}{{/label}}{{^label}}{{name}}{{/label}}</span>{{#aside}} <span class="aside">{{.}}</span>{{/aside}}</a>
              <span class="sub mono">{{name}}</span></th>
            <td><span class="chip {{tone}}">{{phase}}</span></td>
            <td class="wire">{{wire}}</td>
            <td class="when"><time datetime="{{machine}}">{{at}}</time></td>
            <td class="number"><span class="amount">{{amount}}</span> <span class="currency">{{currency}}</span>{{#part}}<span class="sub">{{.}}</span>{{/part}}</td>
          </tr>{{/rows}}
          </tbody>
        </table>
        </div>
        {{#cutShort}}<p class="notice">Looked at {{.}} payments, back to {{upTo}}. There may be others further back.</p>{{/cutShort}}
        <nav class="pages" aria-label="Pages">{{#first}}<a class="button" href="{{.}}">Newest</a>{{/first}}
        {{#next}}<a class="button" href="{{.}}" rel="next">{{#cutShort}}Look further back{{/cutShort}}{{^cutShort}}Older{{/cutShort}}</a>{{/next}}</nav>
        </section>
        """)
}
