import DialectKit
import Hummingbird
import Mustache
import Sandbox

/// `/` for a newcomer: what this server is, and what to paste first.
struct StartPage: Sendable {
    let console: Console

    func mount(on router: Router<DialectContext>) {
        router.get("/") { request, _ in
            let origin = console.parts.publicOrigin ?? "http://\(request.head.authority ?? "localhost")"
            return show(origin)
        }
    }

    private func show(_ origin: String) -> Response {
        let published = console.parts.published
        var model: Model = ["origin": origin]
        if console.parts.sandbox != nil { model["isSandbox"] = true } else { model["isGateway"] = true }
        if !published.isEmpty {
            model["isDemo"] = true
            model["demo"] = CredentialTable.model(published)
            model["wires"] = SnippetList.wires(console.parts.dialects, origin: origin, published, only: .shell)
        }
        return Console.plain("Authorize now, capture exactly once", Self.template.render(model), kind: "plain start")
    }

    private static let template = MustacheTemplate.ours(
        """
        <header class="intro">
          <p class="brand big"><img src="/console/assets/mark.svg" alt="" width="44" height="44">Holdfast</p>
          <h1>Authorize now, capture exactly once.</h1>
          <p class="lead">This is a payment server. It speaks the APIs that shops already speak (Mollie, Checkout.com, Vipps MobilePay
            ePayment and eCom, Swedbank Pay invoice, and one of its own) on one core that keeps double-entry books.
            {{#isSandbox}}Here it is a sandbox: payer and bank are played, time can be moved, and no money is.{{/isSandbox}}
            {{#isGateway}}Here it stands in front of real payment providers.{{/isGateway}}</p>
          <p class="buttons"><a class="button primary" href="/console">Open the console</a>
            <a class="button" href="/openapi.yaml">Its own API, in OpenAPI</a></p>
        </header>
        {{#isDemo}}
        <ol class="steps">
          <li><strong>Paste one of these</strong> into a terminal. Each takes a payment through a whole life.</li>
          <li><strong>See it live</strong> in the console: what was held and taken, what the books say, who was told.</li>
          <li><strong>Point your shop here</strong>: its SDK needs another base address and the credentials below, nothing else.</li>
        </ol>
        \(SnippetList.text)
        <details class="more-keys"><summary>All credentials of the demo merchant</summary>
        <p class="muted">They are known to everyone, so they are good only here, while the server is bound to this machine.</p>
        \(CredentialTable.text("demo"))
        </details>
        {{/isDemo}}
        {{^isDemo}}
        <section class="card"><h2>Nobody's keys are shown here</h2>
          <p>The server's first start showed credentials once. <code>holdfast merchant create "My shop"</code> makes another merchant,
            and so does the administrator in the console. Requests to paste come with them.</p></section>
        {{/isDemo}}
        """)
}
