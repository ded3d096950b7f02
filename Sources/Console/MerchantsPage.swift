import DialectKit
import Hummingbird
import Mustache
import PaymentCore
import Sandbox

/// The administrator's merchants: picked to be looked at, and made; and what a merchant pastes to begin.
struct MerchantsPage: Sendable {
    let console: Console

    func mount(on router: Router<DialectContext>) {
        console.get(router, "merchants") { visit throws(Trouble) in try show(visit) }
        console.post(router, "merchants") { visit throws(Trouble) in try await create(visit) }
        console.post(router, "merchants/pick") { visit throws(Trouble) in try await pick(visit) }
    }

    private func show(_ visit: Visit, trouble: String? = nil) throws(Trouble) -> Response {
        var model: Model = ["token": visit.formToken, "name": visit.session.merchantName]
        if let trouble { model["trouble"] = trouble }
        if visit.session.isAdministrator {
            let entries = try console.reading { () throws(Unavailable) in try console.parts.roll.all() }
            model["administrator"] = true
            model["merchants"] = entries.map { entry -> Model in
                [
                    "id": MerchantPath.spell(entry.id), "name": entry.name,
                    "isPicked": entry.id == visit.session.merchant,
                ]
            }
            if entries.isEmpty { model["none"] = true }
        }
        let isDemo = visit.session.merchant == DemoMerchant.id && !console.parts.published.isEmpty
        if isDemo {
            model["demo"] = CredentialTable.model(
                console.parts.published.filter { $0.kind != "administrator" || visit.session.isAdministrator })
            model["wires"] = SnippetList.wires(
                console.parts.dialects, origin: visit.request.origin, console.parts.published)
        } else if visit.session.merchant != nil {
            model["secretive"] = true
        }
        let page = Page(
            title: visit.session.isAdministrator ? "Merchants" : "Your keys", place: .merchants,
            status: trouble == nil ? .ok : .unprocessableContent, body: Self.template.render(model))
        return console.render(page, for: visit)
    }

    private func mustBeAdministrator(_ visit: Visit) throws(Trouble) {
        guard visit.session.isAdministrator else { throw .notAdministrator }
    }

    private func pick(_ visit: Visit) async throws(Trouble) -> Response {
        try mustBeAdministrator(visit)
        let entries = try console.reading { () throws(Unavailable) in try console.parts.roll.all() }
        guard let id = visit.form("merchant").flatMap({ MerchantPath.read($0) }),
            let entry = entries.first(where: { $0.id == id })
        else { throw .notFound }
        try await pick(entry, visit)
        return Page.redirect(to: "/console/payments")
    }

    private func pick(_ entry: MerchantRoll.Entry, _ visit: Visit) async throws(Trouble) {
        var session = visit.session
        session.merchant = entry.id
        session.merchantName = entry.name
        do { try await console.sessions.change(session, of: visit.token) } catch { throw .unavailable }
    }

    /// Its credentials are on this one answer, and nowhere afterwards.
    private func create(_ visit: Visit) async throws(Trouble) -> Response {
        try mustBeAdministrator(visit)
        guard let name = visit.form("name"), MerchantName.isGood(name) else {
            return try show(visit, trouble: MerchantName.rule + ".")
        }
        let (merchant, writes) = console.parts.roll.admit(name)
        do { try await console.parts.service.write(writes) } catch { throw .unavailable }
        let entry = MerchantRoll.Entry(id: merchant.id, name: merchant.name)
        try await pick(entry, visit)
        let model: Model = [
            "name": merchant.name, "id": MerchantPath.spell(merchant.id),
            "credentials": CredentialTable.model(merchant.credentials),
            "wires": SnippetList.wires(console.parts.dialects, origin: visit.request.origin, merchant.credentials),
        ]
        var after = visit.session
        after.merchant = entry.id
        after.merchantName = entry.name
        let changed = Visit(
            request: visit.request, session: after, token: visit.token, formToken: visit.formToken, query: visit.query,
            form: visit.form, parameters: visit.parameters, channel: visit.channel)
        return console.render(
            Page(title: merchant.name, place: .merchants, status: .created, body: Self.created.render(model)),
            for: changed)
    }

    private static let template = MustacheTemplate.ours(
        """
        {{#trouble}}<p class="notice bad" role="alert">{{.}}</p>{{/trouble}}
        {{#administrator}}
        <div class="head"><h1>Merchants</h1></div>
        <div class="columns wide-first">
        <section class="card" aria-labelledby="pick-title"><h2 id="pick-title">Look at</h2>
          {{#none}}<div class="empty"><h3>Nobody yet</h3><p>Make the first merchant: it gets credentials for every wire.</p></div>{{/none}}
          <ul class="endpoints">{{#merchants}}
            <li><form method="post" action="/console/merchants/pick" class="pick"><input type="hidden" name="token" value="{{token}}">
              <input type="hidden" name="merchant" value="{{id}}"><span><strong>{{name}}</strong><span class="sub mono">{{id}}</span></span>
              {{#isPicked}}<span class="chip good">chosen</span>{{/isPicked}}<button class="small" aria-label="Look at {{name}}">Look</button></form></li>{{/merchants}}
          </ul></section>
        <section class="card" aria-labelledby="new-title"><h2 id="new-title">Make one</h2>
          <form method="post" action="/console/merchants" class="stack"><input type="hidden" name="token" value="{{token}}">
            <label for="name">Its name</label><input id="name" name="name" required maxlength="200" placeholder="My shop">
            <button class="primary">Make it</button></form>
          <p class="muted">Its credentials are shown once, and kept as keyed hashes.</p></section>
        </div>
        {{/administrator}}
        {{^administrator}}<div class="head"><h1>{{name}}</h1></div>{{/administrator}}
        {{#secretive}}<section class="card" id="snippets"><h2>Its keys</h2><p>They were shown once, when the merchant was made, and are
          kept as keyed hashes since: nobody can read them here. With lost keys, make another merchant.</p></section>{{/secretive}}
        \(CredentialTable.text("demo"))
        \(SnippetList.text)
        """)

    private static let created = MustacheTemplate.ours(
        """
        <div class="head"><h1>{{name}}</h1></div>
        <p class="notice good" role="status">Made, as <code>{{id}}</code>, and chosen. Copy its credentials now: nobody can see them again.</p>
        \(CredentialTable.text("credentials"))
        \(SnippetList.text)
        """)
}
