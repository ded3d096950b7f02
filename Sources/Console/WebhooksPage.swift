import DialectKit
import Hummingbird
import Mustache
import PaymentCore

/// Who is told, what became of telling them, and telling them once more.
struct WebhooksPage: Sendable {
    let console: Console

    private static let listLimit = 100
    /// Replayed together at most.
    private static let replayLimit = 1_000

    func mount(on router: Router<DialectContext>) {
        console.get(router, "webhooks") { visit throws(Trouble) in try list(visit) }
        console.post(router, "webhooks/replay") { visit throws(Trouble) in try await replay(visit) }
        console.get(router, "webhooks/:delivery") { visit throws(Trouble) in try show(visit) }
    }

    private func find(_ wish: DeliveryWish, of merchant: MerchantID) throws(Trouble) -> [DeliveryReport] {
        try console.reading { () throws(Unavailable) in try console.parts.deliveries.deliveries(of: merchant, wish) }
    }

    private func list(_ visit: Visit) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let state = visit.query("state").flatMap { DeliveryReport.State(rawValue: $0) }
        let found = try find(DeliveryWish(state: state, limit: Self.listLimit), of: merchant)
        var model: Model = ["token": visit.formToken]
        let endpoints = console.parts.subscriptions.subscriptions(of: merchant).filter {
            if case .removed = $0.standing { false } else { true }
        }
        model["endpoints"] = endpoints.map(endpoint)
        if endpoints.isEmpty { model["noEndpoints"] = true }
        model["states"] = [DeliveryReport.State.pending, .delivered, .failed].map { each -> Model in
            ["value": each.rawValue, "isChosen": each == state]
        }
        model["deliveries"] = found.map { row($0, merchant) }
        if found.isEmpty { model[state == nil ? "none" : "noneLike"] = true }
        if found.contains(where: { $0.state == .failed }) { model["hasFailed"] = true }
        if let count = visit.query("replayed").flatMap({ Int($0) }) {
            model["replayed"] =
                count == 1 ? "One delivery is made once more." : "\(count) deliveries are made once more."
        }
        let page = Page(title: "Webhooks", place: .webhooks, body: Self.template.render(model), live: "/console/live")
        return console.render(page, for: visit)
    }

    private func endpoint(_ subscription: Subscription) -> Model {
        var model: Model = [
            "url": subscription.url,
            "wire": console.parts.dialects.dialect(on: subscription.wire)?.title ?? subscription.wire.text,
            "since": Show.instant(subscription.createdAt),
        ]
        switch subscription.standing {
        case .enabled: model["state"] = "enabled"
        case .disabled(let reason, let at):
            model["state"] = "disabled"
            model["reason"] = "\(reason), \(Show.instant(at))"
        case .removed: model["state"] = "removed"
        }
        model["tone"] = subscription.isEnabled ? "good" : "bad"
        if let failing = subscription.failing {
            model["failing"] = "\(failing.attempts) failed attempts in a row since \(Show.instant(failing.since))"
        }
        return model
    }

    private func row(_ report: DeliveryReport, _ merchant: MerchantID) -> Model {
        var model = DeliveryView(report, console).model
        model["id"] = DeliveryPath.spell(report)
        model["url"] = DeliveryView(report, console).url(of: merchant)
        if let last = report.attempts.last {
            model["last"] = Show.instant(last.at)
            model["lastStatus"] = last.status.map { String($0) } ?? last.note
        }
        if report.sequence == 0 {
            model["what"] = "A notice, about no payment"
        } else {
            model["what"] = title(of: report)
            model["payment"] = PaymentPath.page(report.payment)
            model["name"] = name(of: report.payment)
        }
        return model
    }

    private func title(of report: DeliveryReport) -> String {
        let events = try? console.parts.service.events(of: report.payment)
        return events?.first { $0.sequence == report.sequence }.map { Words.event($0).title }
            ?? "Event \(report.sequence)"
    }

    private func name(of id: PaymentID) -> String {
        guard let payment = try? console.parts.service.payment(id) else { return PaymentPath.spell(id) }
        let portrait = console.parts.dialects.dialect(of: payment)?.portrait(of: payment)
        return portrait?.reference ?? portrait?.name ?? PaymentPath.spell(id)
    }

    private func show(_ visit: Visit) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let report = try delivery(visit.parameters.get("delivery"), of: merchant)
        var model = row(report, merchant)
        model["token"] = visit.formToken
        model["endpoint"] = report.endpoint
        model["attempts"] = report.attempts.reversed().map { attempt -> Model in
            var model = DeliveryView.attempt(attempt)
            if let request = attempt.request {
                model["request"] =
                    [
                        "url": request.url,
                        "headers": request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n"),
                        "body": String(decoding: request.body, as: UTF8.self),
                    ] as Model
            }
            return model
        }
        if report.attempts.isEmpty { model["noAttempts"] = true }
        let page = Page(
            title: "Webhook", place: .webhooks, body: Self.detail.render(model),
            live: "/console/live?payment=" + PaymentPath.spell(report.payment))
        return console.render(page, for: visit)
    }

    private func delivery(_ text: String?, of merchant: MerchantID) throws(Trouble) -> DeliveryReport {
        guard let place = text.flatMap({ DeliveryPath.read($0) }) else { throw .notFound }
        let found = try find(DeliveryWish(payment: place.payment, limit: 10_000), of: merchant)
        guard let report = found.first(where: { $0.sequence == place.sequence && $0.endpoint == place.endpoint })
        else { throw .notFound }
        return report
    }

    /// Those that were ticked, or all that failed.
    private func replay(_ visit: Visit) async throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        var chosen: [DeliveryReport] = []
        if visit.form("which") == "failed" {
            chosen = try find(DeliveryWish(state: .failed, limit: Self.replayLimit), of: merchant)
        } else {
            let names = visit.form["delivery"].flatMap { $0.array ?? $0.string.map { [.string($0)] } } ?? []
            for name in names.prefix(Self.listLimit) { chosen.append(try delivery(name.string, of: merchant)) }
        }
        // What was disabled hears nothing: its merchant enables it first.
        let heard = chosen.filter { report in
            guard let endpoint = SubscriptionEndpoint(report.endpoint) else { return true }
            return console.parts.subscriptions.subscription(endpoint.id, of: merchant)?.isEnabled ?? false
        }
        guard !heard.isEmpty else {
            throw .refused(
                chosen.isEmpty
                    ? "Tick the deliveries to be made once more." : "Their endpoint is disabled. Enable it first.")
        }
        do { try await console.parts.deliveries.replay(heard, of: merchant) } catch { throw .unavailable }
        if let only = heard.first, heard.count == 1, visit.form("back") == "one" {
            return Page.redirect(to: DeliveryPath.page(only))
        }
        return Page.redirect(to: "/console/webhooks?replayed=\(heard.count)")
    }

    private static let template = MustacheTemplate.ours(
        """
        <div class="head"><h1>Webhooks</h1></div>
        {{#replayed}}<p class="notice good" role="status">{{.}}</p>{{/replayed}}
        <section class="card" id="endpoints" data-live-part aria-labelledby="endpoints-title">
          <h2 id="endpoints-title">Endpoints</h2>
          {{#noEndpoints}}<p class="muted">No endpoint is registered. Payments of some wires name their own address instead;
            others register with <code>POST /holdfast/v1/webhook-endpoints</code>, <code>/v2/webhooks</code>, <code>/webhooks/v1/webhooks</code> or <code>/workflows</code>.</p>{{/noEndpoints}}
          <ul class="endpoints">{{#endpoints}}
            <li><span class="chip {{tone}}">{{state}}</span> <span class="mono url">{{url}}</span>
              <span class="sub">{{wire}}, since {{since}}</span>{{#reason}}<span class="sub">{{.}}</span>{{/reason}}
              {{#failing}}<span class="sub struck">{{.}}</span>{{/failing}}</li>{{/endpoints}}
          </ul>
        </section>
        <section class="card" id="deliveries" data-live-part aria-labelledby="deliveries-title">
          <div class="head"><h2 id="deliveries-title">Deliveries</h2>
          <form class="inline" method="get" action="/console/webhooks"><label for="state">State</label>
            <select id="state" name="state" data-submit><option value="">any</option>{{#states}}
            <option{{#isChosen}} selected{{/isChosen}}>{{value}}</option>{{/states}}</select><button class="small">Show</button></form></div>
          {{#none}}<div class="empty"><h3>Nothing was told yet</h3><p>Give a payment a webhook address, or register an endpoint;
            what is sent, and what came back, stands here.</p></div>{{/none}}
          {{#noneLike}}<div class="empty"><h3>None like that</h3></div>{{/noneLike}}
          <form method="post" action="/console/webhooks/replay"><input type="hidden" name="token" value="{{token}}">
          <div class="rows"><table class="list"><caption class="visually-hidden">Deliveries, newest payments first</caption>
          <thead><tr><th scope="col"><span class="visually-hidden">Replay</span></th><th scope="col">About</th><th scope="col">State</th>
            <th scope="col">To</th><th scope="col">Last attempt</th><th scope="col" class="number">Attempts</th></tr></thead>
          <tbody>{{#deliveries}}
          <tr><td><input type="checkbox" name="delivery[]" value="{{id}}" aria-label="Replay {{what}} to {{url}}"></td>
            <th scope="row"><a class="row" href="{{href}}">{{what}}</a>{{#payment}}<span class="sub"><a href="{{payment}}">{{name}}</a></span>{{/payment}}</th>
            <td><span class="chip {{tone}}">{{state}}</span></td><td class="mono url">{{url}}</td>
            <td>{{#last}}{{.}}{{/last}}{{^last}}none yet{{/last}}{{#lastStatus}}<span class="sub">{{.}}</span>{{/lastStatus}}{{#due}}<span class="sub">next {{.}}</span>{{/due}}</td>
            <td class="number">{{count}}</td></tr>{{/deliveries}}
          </tbody></table></div>
          {{^none}}<div class="buttons"><button class="primary">Replay those ticked</button>
          {{#hasFailed}}<button name="which" value="failed">Replay all that failed</button>{{/hasFailed}}</div>{{/none}}
          </form>
        </section>
        """)

    private static let detail = MustacheTemplate.ours(
        """
        <p class="crumbs"><a href="/console/webhooks">Webhooks</a></p>
        <section class="card" id="delivery" data-live-part>
          <div class="hero-head"><h1>{{what}}</h1><span class="chip {{tone}} large">{{state}}</span></div>
          <dl class="facts"><div><dt>To</dt><dd class="long mono">{{url}}</dd></div>
          {{#payment}}<div><dt>Payment</dt><dd><a href="{{payment}}">{{name}}</a></dd></div>{{/payment}}
          {{#due}}<div><dt>Next attempt</dt><dd>{{.}} UTC</dd></div>{{/due}}</dl>
          <form method="post" action="/console/webhooks/replay"><input type="hidden" name="token" value="{{token}}">
            <input type="hidden" name="delivery[]" value="{{id}}"><input type="hidden" name="back" value="one">
            <button class="primary">Replay it</button></form>
        </section>
        <section class="card" id="attempts" data-live-part aria-labelledby="attempts-title">
          <h2 id="attempts-title">Attempts</h2>
          {{#noAttempts}}<p class="muted">None yet.</p>{{/noAttempts}}
          <ol class="attempts big">{{#attempts}}
            <li><div class="hero-head"><h3><span class="code {{tone}}">{{status}}</span> Attempt {{number}}</h3>
              <span class="muted"><time datetime="{{machine}}">{{at}}</time>, {{took}}</span></div>
              {{#note}}<p class="mono">{{.}}</p>{{/note}}
              {{#request}}<h4>Headers, with the signature</h4><pre tabindex="0">POST {{url}}
        {{headers}}</pre><h4>Body</h4><pre tabindex="0">{{body}}</pre>{{/request}}</li>{{/attempts}}
          </ol>
        </section>
        """)
}
