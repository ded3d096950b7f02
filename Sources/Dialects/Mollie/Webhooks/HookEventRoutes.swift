import DialectKit
import HTTPTypes
import PaymentCore

/// `GET /v2/events/{id}`: an event as subscriptions were told it. Source: wire/mollie.md §10.2.
struct HookEventRoutes {
    let mollie: Mollie
    let service: any PaymentService

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        try HookRoutes.mustBeToken(call, "Webhook Events")
        try Parameters(call.query, in: "query").mustBeKnown([])
        let name = call.name("event")
        guard let id = HookEventName.read(name) else { throw .noEntity(name) }
        if let event = try find(id, call) { return Answer(status: .ok, body: event.bytes(call.mode, call.links)) }
        guard let ping = try ping(id, call) else { throw .noEntity(name) }
        return Answer(status: .ok, body: ping.bytes(call.links))
    }

    /// A test event of a subscription of the call's mode.
    private func ping(_ id: HookEventID, _ call: Call) throws(Problem) -> HookPing? {
        let merchant = call.grant.merchant
        let notice: Notice?
        do {
            notice = try mollie.subscriptions.notice(NoticeID(high: id.high, low: id.low), of: merchant)
        } catch {
            throw .unavailable(error)
        }
        guard let ping = notice.flatMap(HookPing.init),
            mollie.subscriptions.subscription(ping.subscription, of: merchant)?.account == call.account
        else { return nil }
        return ping
    }

    /// An event's name begins as its payment's does, so few payments come into question.
    private func find(_ id: HookEventID, _ call: Call) throws(Problem) -> HookEvent? {
        let desk = Desk(service: service, call: call)
        let first = PaymentID(high: id.high, low: 0)
        for payment in try desk.payments(Page(from: first, limit: 8, order: .oldestFirst)) {
            guard payment.id.high == id.high else { break }
            if let found = try find(id, of: payment.id, desk) { return found }
        }
        return nil
    }

    /// The name tells at which fact it is; only up to there the payment is followed, once.
    private func find(_ id: HookEventID, of payment: PaymentID, _ desk: Desk) throws(Problem) -> HookEvent? {
        let events = try desk.events(of: payment)
        guard let place = events.firstIndex(where: { HookEvent.couldBeNamed(id, $0) }) else { return nil }
        let history = Array(events[...place])
        guard let then = Payment.replaying(history) else { return nil }
        return HookEvent.all(events[place], then, history: history).first { $0.id == id }
    }
}
