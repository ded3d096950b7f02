import DialectKit
import Engine
import Hummingbird
import Mustache
import PaymentCore
import Sandbox

/// Where a merchant's time stands, what comes next, moving on, and what happened on the way.
struct ClockPage: Sendable {
    let console: Console
    let time: any MerchantTime

    /// What comes next is told so far.
    private static let upcomingLimit = 12
    private static let end = Instant(milliseconds: 253_402_300_799_000)

    func mount(on router: Router<DialectContext>) {
        console.get(router, "clock") { visit throws(Trouble) in try show(visit, trouble: nil) }
        console.post(router, "clock") { visit throws(Trouble) in try await move(visit) }
    }

    private func upcoming(of merchant: MerchantID, limit: Int, by end: Instant = end) throws(Trouble) -> [Deadline] {
        do { return try console.parts.deadlines.deadlines(of: merchant, dueBy: end, limit: limit) } catch {
            throw .unavailable
        }
    }

    private func show(_ visit: Visit, trouble: String?) throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let reading = time.reading(of: merchant)
        var model: Model = [
            "token": visit.formToken, "now": Show.instant(reading.now), "machine": Show.machine(reading.now),
            "day": Show.day(reading.now), "time": Show.clock(reading.now),
            "local": String(Show.machine(reading.now).prefix(16)), "ahead": Show.distance(reading.now, from: realNow),
        ]
        if reading.isFrozen { model["isFrozen"] = true }
        if abs(reading.now.milliseconds - realNow.milliseconds) < 2_000 { model["isReal"] = true }
        if let trouble { model["trouble"] = trouble }
        let next = try upcoming(of: merchant, limit: Self.upcomingLimit)
        if !next.isEmpty { model["hasNext"] = true }
        model["next"] = next.map { deadline -> Model in
            let words = Words.deadline(deadline.kind)
            return [
                "title": words.title, "text": words.text, "at": Show.instant(deadline.due),
                "machine": Show.machine(deadline.due), "distance": Show.distance(deadline.due, from: reading.now),
                "href": PaymentPath.page(deadline.payment), "name": name(of: deadline.payment),
            ]
        }
        if let report = console.journeys.last(of: merchant) { model["journey"] = journey(report) }
        let page = Page(
            title: "Clock", place: .clock, status: trouble == nil ? .ok : .unprocessableContent,
            body: Self.template.render(model), live: "/console/live")
        return console.render(page, for: visit)
    }

    private var realNow: Instant { console.parts.identifiers.now() }

    private func name(of id: PaymentID) -> String {
        guard let payment = try? console.parts.service.payment(id) else { return PaymentPath.spell(id) }
        let portrait = console.parts.dialects.dialect(of: payment)?.portrait(of: payment)
        return portrait?.reference ?? portrait?.name ?? PaymentPath.spell(id)
    }

    private func journey(_ report: JourneyBook.Report) -> Model {
        var model: Model = [
            "from": Show.instant(report.from), "to": Show.instant(report.to), "fired": String(report.fired),
            "events": report.events.map { event -> Model in
                let words = Words.event(event)
                return [
                    "title": words.title, "tone": words.tone, "at": Show.instant(event.at),
                    "machine": Show.machine(event.at), "href": PaymentPath.page(event.payment),
                    "name": name(of: event.payment),
                ]
            },
        ]
        if report.pending > 0 { model["pending"] = String(report.pending) }
        if report.fired == 0 { model["quiet"] = true }
        return model
    }

    private func move(_ visit: Visit) async throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let start = time.reading(of: merchant).now
        guard let move = try wish(visit, merchant) else {
            return try show(visit, trouble: "Write a moment as 2027-01-31T12:00, or a length such as P7D.")
        }
        // Whose deadlines are due on the way: theirs are the events to tell of.
        let known = try upcoming(of: merchant, limit: JourneyBook.limit, by: target(of: move, from: start))
        do {
            let journey = try await time.move(merchant, move, waitsForWebhooks: true)
            if journey.reading.now > start {
                let events = try events(of: known, since: start)
                console.journeys.keep(
                    .init(
                        from: start, to: journey.reading.now, fired: journey.fired, pending: journey.pending,
                        events: events),
                    of: merchant)
            }
        } catch let trouble as ClockTrouble {
            return try show(visit, trouble: Self.words(trouble))
        } catch {
            throw .unavailable
        }
        let back = visit.form("back").flatMap { $0.hasPrefix("/console/payments/pmt_") ? $0.dropFirst(18) : nil }
        return Page.redirect(to: back.flatMap { PaymentPath.read($0) }.map(PaymentPath.page) ?? "/console/clock")
    }

    private func wish(_ visit: Visit, _ merchant: MerchantID) throws(Trouble) -> ClockMove? {
        switch visit.form("move") {
        case "next":
            return try upcoming(of: merchant, limit: 1).first.map { .set(max($0.due, time.reading(of: merchant).now)) }
        case "day": return .advance(.days(1))
        case "week": return .advance(.days(7))
        case "advance":
            return visit.form("advance").flatMap { DurationSpelling.read($0) }.map {
                .advance(Interval(milliseconds: $0))
            }
        case "set": return visit.form("set").flatMap { Written.instant($0) }.map { .set($0) }
        case "freeze": return .freeze
        case "run": return .unfreeze
        case "reset": return .reset
        case _: return nil
        }
    }

    private func target(of move: ClockMove, from start: Instant) -> Instant {
        switch move {
        case .advance(let interval):
            interval.milliseconds <= Self.end.milliseconds - start.milliseconds ? start + interval : Self.end
        case .set(let instant): instant
        case .freeze, .unfreeze, .reset: start
        }
    }

    private func events(of deadlines: [Deadline], since start: Instant) throws(Trouble) -> [Event] {
        var events: [Event] = []
        var seen: Set<PaymentID> = []
        for deadline in deadlines where seen.insert(deadline.payment).inserted {
            let all = try console.reading { () throws(Unavailable) in
                try console.parts.service.events(of: deadline.payment)
            }
            events += all.filter { $0.at > start }
        }
        return Array(
            events.sorted { ($0.at, $0.payment, $0.sequence) < ($1.at, $1.payment, $1.sequence) }
                .prefix(JourneyBook.limit))
    }

    private static func words(_ trouble: ClockTrouble) -> String {
        switch trouble {
        case .goesBack(let now):
            "This merchant has payments, and their time never goes back: it is \(Show.instant(now))."
        case .tooFar: "Time ends with the year 9999 here."
        case .underWay: "This clock is being moved already. Wait for it to arrive."
        case .unavailable: "The clock could not be moved to the end. It stands where it came to."
        }
    }

    private static let template = MustacheTemplate.ours(
        """
        <div class="head"><h1>Clock</h1></div>
        {{#trouble}}<p class="notice bad" role="alert">{{.}}</p>{{/trouble}}
        <section class="card hero" id="now" data-live-part>
          <p class="muted">For this merchant it is{{#isFrozen}} <span class="chip wait">stands still</span>{{/isFrozen}}</p>
          <p class="now"><time datetime="{{machine}}"><span class="amount">{{day}}</span> <span class="clock">{{time}}</span></time> <span class="currency">UTC</span></p>
          {{^isReal}}<p class="muted">By real time, that is {{ahead}}.</p>{{/isReal}}
          {{#isReal}}<p class="muted">As everywhere else. Each merchant has its own time; moving it disturbs nobody.</p>{{/isReal}}
        </section>
        <section class="card" aria-labelledby="move-title">
          <h2 id="move-title">Move on</h2>
          <div class="moves">
          {{#hasNext}}<form method="post" action="/console/clock"><input type="hidden" name="token" value="{{token}}">
            <button class="primary" name="move" value="next">To the next thing that happens</button></form>{{/hasNext}}
          <form method="post" action="/console/clock"><input type="hidden" name="token" value="{{token}}">
            <button name="move" value="day">By a day</button> <button name="move" value="week">By a week</button></form>
          <form method="post" action="/console/clock" class="inline"><input type="hidden" name="token" value="{{token}}">
            <label for="advance">By</label><input id="advance" name="advance" value="PT1H" size="6" required>
            <button name="move" value="advance">Advance</button></form>
          <form method="post" action="/console/clock" class="inline"><input type="hidden" name="token" value="{{token}}">
            <label for="set">To</label><input id="set" name="set" type="datetime-local" value="{{local}}" required>
            <button name="move" value="set">Go there</button></form>
          <form method="post" action="/console/clock"><input type="hidden" name="token" value="{{token}}">
            {{#isFrozen}}<button name="move" value="run">Let it run</button>{{/isFrozen}}
            {{^isFrozen}}<button name="move" value="freeze">Stop it here</button>{{/isFrozen}}
            <button class="quiet" name="move" value="reset">Back to real time</button></form>
          </div>
        </section>
        <div class="columns">
        <section class="card" id="next" data-live-part aria-labelledby="next-title">
          <h2 id="next-title">What comes next</h2>
          {{^hasNext}}<p class="muted">Nothing waits for its time. Authorize a payment, and its deadlines stand here.</p>{{/hasNext}}
          <ol class="deadlines">{{#next}}
            <li><div><strong>{{title}}</strong> <span class="distance">{{distance}}</span>
              <span class="sub">{{text}}</span>
              <span class="sub"><a href="{{href}}">{{name}}</a> · <time datetime="{{machine}}">{{at}} UTC</time></span></div></li>{{/next}}
          </ol>
        </section>
        <section class="card" id="fired" data-live-part aria-labelledby="fired-title">
          <h2 id="fired-title">What fired</h2>
          {{^journey}}<p class="muted">Move the clock, and what happened on the way stands here.</p>{{/journey}}
          {{#journey}}
          <p class="muted">From {{from}} to {{to}}: {{fired}} deadlines fired.{{#pending}} {{.}} webhooks are still on their way.{{/pending}}</p>
          <ol class="timeline short">{{#events}}
            <li class="{{tone}}"><div class="event"><span class="title">{{title}}</span> <a href="{{href}}">{{name}}</a>
              <time datetime="{{machine}}">{{at}}</time></div></li>{{/events}}
          </ol>
          {{/journey}}
        </section>
        </div>
        """)
}
