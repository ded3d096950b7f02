import DialectKit
import Hummingbird
import Mustache
import PaymentCore
import Sandbox

/// What is to go wrong for this merchant, switched on and off, and where it struck.
struct FaultsPage: Sendable {
    let console: Console
    let faults: FaultBook

    func mount(on router: Router<DialectContext>) {
        console.get(router, "faults") { visit throws(Trouble) in try show(visit, trouble: nil) }
        console.post(router, "faults") { visit throws(Trouble) in try add(visit) }
        console.post(router, "faults/remove") { visit throws(Trouble) in try remove(visit) }
    }

    private struct Effect {
        let spelled: String
        let target: FaultEffect.Target
        let words: String
    }

    private static let effects = [
        Effect(spelled: "loseAnswer", target: .request, words: "committed, then the answer is lost"),
        Effect(spelled: "dropBefore", target: .request, words: "nothing done, connection dropped"),
        Effect(spelled: "status:503", target: .request, words: "nothing done, answered 503"),
        Effect(spelled: "status:500", target: .request, words: "nothing done, answered 500"),
        Effect(spelled: "statusAfterCommit:500", target: .request, words: "committed, then answered 500"),
        Effect(spelled: "delay:PT2S", target: .request, words: "answered two seconds late"),
        Effect(spelled: "slowBody", target: .request, words: "the answer's body trickles in"),
        Effect(spelled: "duplicate", target: .webhook, words: "arrives twice"),
        Effect(spelled: "reorder", target: .webhook, words: "arrives after the next one"),
        Effect(spelled: "delay:PT10S", target: .webhook, words: "arrives ten seconds late"),
        Effect(spelled: "badSignature", target: .webhook, words: "arrives with a wrong signature"),
        Effect(spelled: "drop", target: .webhook, words: "never arrives"),
    ]

    private func show(_ visit: Visit, trouble: String?) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let rules = faults.rules(of: merchant)
        let strikes = faults.strikes(of: merchant)
        var model: Model = ["token": visit.formToken]
        if let trouble { model["trouble"] = trouble }
        model["wires"] = console.parts.dialects.all.map { ["value": $0.wire.text, "title": $0.title] }
        model["operations"] = FaultOperation.allCases.map(\.rawValue)
        model["requests"] = Self.options(.request)
        model["webhooks"] = Self.options(.webhook)
        model["rules"] = rules.reversed().map(rule)
        if rules.isEmpty { model["noRules"] = true }
        model["strikes"] = strikes.reversed().map(strike)
        if strikes.isEmpty { model["noStrikes"] = true }
        let page = Page(
            title: "Faults", place: .faults, status: trouble == nil ? .ok : .unprocessableContent,
            body: Self.template.render(model), live: "/console/live")
        return console.render(page, for: visit)
    }

    private static func options(_ target: FaultEffect.Target) -> [Model] {
        effects.filter { $0.target == target }.map {
            ["value": "\(target.rawValue) \($0.spelled)", "title": "\($0.words)"]
        }
    }

    private static func words(_ effect: FaultEffect) -> String {
        effects.first { $0.target == effect.target && $0.spelled == effect.spelled }?.words ?? effect.spelled
    }

    private func title(_ wire: WireName?) -> String {
        guard let wire else { return "any wire" }
        return console.parts.dialects.dialect(on: wire)?.title ?? wire.text
    }

    private func rule(_ rule: FaultRule) -> Model {
        var model: Model = [
            "id": PrefixedName.spell(rule.id, "flt_"), "effect": rule.wish.effect.spelled,
            "words": Self.words(rule.wish.effect), "target": rule.wish.effect.target.rawValue,
            "wire": title(rule.wish.wire), "operation": rule.wish.operation?.rawValue ?? "any operation",
            "struck": String(rule.struck), "times": String(rule.wish.times), "matched": String(rule.matched),
        ]
        if rule.left == 0 { model["isSpent"] = true }
        if rule.wish.nth > 1 { model["nth"] = String(rule.wish.nth) }
        if let chance = rule.wish.chance { model["chance"] = String(chance) }
        return model
    }

    private func strike(_ strike: FaultStrike) -> Model {
        var model: Model = [
            "at": Show.instant(strike.at), "machine": Show.machine(strike.at), "effect": strike.effect.spelled,
            "words": Self.words(strike.effect), "wire": title(strike.wire), "operation": strike.operation.rawValue,
        ]
        if strike.rule == nil { model["byHeader"] = true }
        if let payment = strike.payment { model["payment"] = PaymentPath.page(payment) }
        return model
    }

    private func add(_ visit: Visit) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let parts = (visit.form("effect") ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let target = FaultEffect.Target(rawValue: String(parts[0])),
            let effect = FaultEffect(spelled: String(parts[1]), on: target)
        else { return try show(visit, trouble: "Choose what is to go wrong.") }
        var wish = FaultRule.Wish(effect)
        if let wire = visit.form("wire") {
            wish.wire = console.parts.dialects.wires.first { $0.text == wire }
            if wish.wire == nil { return try show(visit, trouble: "There is no such wire.") }
        }
        wish.operation = visit.form("operation").flatMap { FaultOperation(rawValue: $0) }
        guard let nth = Self.number(visit.form("nth"), 1...1_000_000),
            let times = Self.number(visit.form("times"), 1...1_000_000)
        else { return try show(visit, trouble: "How often, and from which one on, are whole numbers from 1.") }
        wish.nth = nth
        wish.times = times
        if let chance = visit.form("chance") {
            guard let percent = Self.number(chance, 1...100) else {
                return try show(visit, trouble: "The chance is a whole number of percent from 1 to 100.")
            }
            wish.chance = percent
        }
        guard faults.add(FaultRule(console.parts.identifiers.next(), wish), of: merchant) else {
            return try show(
                visit, trouble: "There are \(FaultBook.ruleLimit) faults that have not struck out. Remove some first.")
        }
        return Page.redirect(to: "/console/faults")
    }

    private static func number(_ text: String?, _ range: ClosedRange<Int>) -> Int? {
        guard let text else { return 1 }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private func remove(_ visit: Visit) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        if visit.form("which") == "all" {
            faults.removeAll(of: merchant)
        } else {
            let id: FaultID? = visit.form("fault").flatMap { PrefixedName.read($0, "flt_") }
            guard let id, faults.remove(id, of: merchant) else { throw .notFound }
        }
        return Page.redirect(to: "/console/faults")
    }

    private static let template = MustacheTemplate.ours(
        """
        <div class="head"><h1>Faults</h1></div>
        {{#trouble}}<p class="notice bad" role="alert">{{.}}</p>{{/trouble}}
        <div class="columns wide-first">
        <section class="card" id="rules" data-live-part aria-labelledby="rules-title">
          <div class="head"><h2 id="rules-title">Switched on</h2>{{^noRules}}
          <form method="post" action="/console/faults/remove"><input type="hidden" name="token" value="{{token}}">
            <button class="small" name="which" value="all">Switch all off</button></form>{{/noRules}}</div>
          {{#noRules}}<div class="empty"><h3>Everything works</h3><p>Switch a fault on, and see whether your shop copes: does it
            retry with the same key, and is the money taken once?</p></div>{{/noRules}}
          <ul class="endpoints">{{#rules}}
            <li><form method="post" action="/console/faults/remove" class="right"><input type="hidden" name="token" value="{{token}}">
              <input type="hidden" name="fault" value="{{id}}"><button class="small" aria-label="Switch off {{effect}}">Off</button></form>
              <span class="chip {{#isSpent}}off{{/isSpent}}{{^isSpent}}bad{{/isSpent}}">{{#isSpent}}struck out{{/isSpent}}{{^isSpent}}on{{/isSpent}}</span>
              <strong>{{words}}</strong> <code>{{effect}}</code>
              <span class="sub">{{wire}}, {{operation}}, {{target}}{{#nth}}, from number {{.}} on{{/nth}}{{#chance}}, with a chance of {{.}} %{{/chance}}</span>
              <span class="sub">struck {{struck}} of {{times}}, met {{matched}}</span></li>{{/rules}}
          </ul>
        </section>
        <section class="card" aria-labelledby="add-title">
          <h2 id="add-title">Switch one on</h2>
          <form method="post" action="/console/faults" class="stack"><input type="hidden" name="token" value="{{token}}">
            <label for="effect">What goes wrong</label>
            <select id="effect" name="effect" required><optgroup label="A request">{{#requests}}
              <option value="{{value}}">{{title}}</option>{{/requests}}</optgroup>
              <optgroup label="A webhook">{{#webhooks}}<option value="{{value}}">{{title}}</option>{{/webhooks}}</optgroup></select>
            <label for="wire">On which wire</label>
            <select id="wire" name="wire"><option value="">any</option>{{#wires}}<option value="{{value}}">{{title}}</option>{{/wires}}</select>
            <label for="operation">To which operation</label>
            <select id="operation" name="operation"><option value="">any</option>{{#operations}}<option>{{.}}</option>{{/operations}}</select>
            <div class="three"><div><label for="times">How often</label><input id="times" name="times" value="1" inputmode="numeric"></div>
            <div><label for="nth">From number</label><input id="nth" name="nth" value="1" inputmode="numeric"></div>
            <div><label for="chance">Chance in %</label><input id="chance" name="chance" placeholder="100" inputmode="numeric"></div></div>
            <button class="primary">Switch on</button>
          </form>
        </section>
        </div>
        <section class="card" id="strikes" data-live-part aria-labelledby="strikes-title">
          <h2 id="strikes-title">Where they struck</h2>
          {{#noStrikes}}<p class="muted">Nowhere yet.</p>{{/noStrikes}}
          <ol class="timeline short">{{#strikes}}
            <li class="bad"><div class="event"><span class="title">{{words}}</span> <code>{{effect}}</code>
              <time datetime="{{machine}}">{{at}}</time>
              <span class="sub">{{wire}}, {{operation}}{{#byHeader}}, asked for by the request itself{{/byHeader}}
              {{#payment}} · <a href="{{.}}">payment</a>{{/payment}}</span></div></li>{{/strikes}}
          </ol>
        </section>
        """)
}
