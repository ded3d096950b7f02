import DialectKit
import HTTPTypes
import PaymentCore

/// `/v2/webhooks`: subscriptions to next-generation webhooks, for access tokens. Source: wire/mollie.md §10.2.
struct HookRoutes {
    let mollie: Mollie
    let service: any PaymentService

    private var subscriptions: any SubscriptionDirectory { mollie.subscriptions }

    /// Active ones at most. Source: wire/mollie.md §10.2.
    private static func limit(_ mode: Mode) -> Int { mode == .test ? 2 : 3 }

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        try Self.mustBeToken(call)
        let desk = Desk(service: service, call: call)
        let (name, url, types) = try await desk.checked(mollie.identifiers.next()) { call throws(Problem) in
            try HookRequest(call).whole()
        }
        let id = try await desk.name(mollie.identifiers.next() as SubscriptionID)
        if let made = all(call).first(where: { $0.id == id }), let hook = made.hook {
            let body = HookBody(subscription: made, hook: hook, links: call.links, secret: made.secret)
            return Answer(status: .created, body: body.bytes, isReplayed: true)
        }
        guard all(call).count(where: \.isEnabled) < Self.limit(call.mode) else {
            throw .unprocessable("The maximum number of webhooks was reached")
        }
        let hook = HookDetails(name: name, eventTypes: types, mode: call.mode, origin: call.links.origin)
        let subscription = Subscription(
            id: id, merchant: call.grant.merchant, wire: Mollie.wire, account: call.account,
            url: url, details: hook.canonicalBytes, secret: SigningSecret.random(),
            createdAt: subscriptions.now(of: call.grant.merchant))
        do { try await subscriptions.add(subscription) } catch { throw .unavailable(error) }
        // Of two requests with one key at once, the first has made it.
        let made = all(call).first { $0.id == id } ?? subscription
        let body = HookBody(subscription: made, hook: hook, links: call.links, secret: made.secret)
        return Answer(status: .created, body: body.bytes)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        try Self.mustBeToken(call)
        let request = try ListRequest(call, sorts: true, also: ["eventTypes"])
        let wanted = try Parameters(call.query, in: "query").string("eventTypes")
        let found = all(call).filter { subscription in
            guard case .removed = subscription.standing else {
                return wanted.map { subscription.hook?.eventTypes.contains($0) ?? false } ?? true
            }
            return false
        }
        let sorted = request.order == .newestFirst ? found.reversed() : found
        let page = try ListPage(sorted.map { HookName.spell($0.id) }, request)
        let body = page.body("webhooks", request, call.links.webhooks).bytes { array in
            for subscription in sorted[page.range] {
                guard let hook = subscription.hook else { continue }
                array.object { HookBody(subscription: subscription, hook: hook, links: call.links).write(to: &$0) }
            }
        }
        return Answer(status: .ok, body: body)
    }

    /// Also one that was deleted: it says so.
    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        try Self.mustBeToken(call)
        try Parameters(call.query, in: "query").mustBeKnown([])
        return try answer(try find(call), call)
    }

    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        try Self.mustBeToken(call)
        let subscription = try standing(call)
        let request = try HookRequest(call)
        let changed = try await change(subscription) { subscription in
            if let url = request.url { subscription.url = url }
            guard var hook = subscription.hook else { return }
            if let name = request.name, !name.isEmpty { hook.name = name }
            if let types = request.eventTypes { hook.eventTypes = types }
            subscription.details = hook.canonicalBytes
        }
        return try answer(changed, call)
    }

    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        try Self.mustBeToken(call)
        try Parameters(call.parameters, in: "body").mustBeKnown([])
        let now = subscriptions.now(of: call.grant.merchant)
        _ = try await change(try standing(call)) { $0.remove(at: now) }
        return Answer(status: .noContent, body: [])
    }

    /// A test event to this subscription, whatever it asked to hear of.
    @Sendable func ping(_ call: Call) async throws(Problem) -> Answer {
        try Self.mustBeToken(call)
        let desk = Desk(service: service, call: call)
        try await desk.checked(mollie.identifiers.next()) { call throws(Problem) in
            try Parameters(call.parameters, in: "body").mustBeKnown([])
        }
        let id = try await desk.name(mollie.identifiers.next() as NoticeID)
        guard try told(id, call) == nil else { return Answer(status: .accepted, body: [], isReplayed: true) }
        let subscription = try standing(call)
        let notice = Notice(
            id: id, merchant: call.grant.merchant, at: subscriptions.now(of: call.grant.merchant),
            subject: .test(subscription.id))
        do {
            try await subscriptions.tell(notice, to: [Subscriber(subscription)])
        } catch {
            throw .unavailable(error)
        }
        return Answer(status: .accepted, body: [])
    }

    private func told(_ id: NoticeID, _ call: Call) throws(Problem) -> Notice? {
        do { return try subscriptions.notice(id, of: call.grant.merchant) } catch { throw .unavailable(error) }
    }

    private func change(
        _ subscription: Subscription, _ change: @Sendable (inout Subscription) -> Void
    ) async throws(Problem) -> Subscription {
        let changed: Subscription?
        do { changed = try await subscriptions.update(subscription, change) } catch { throw .unavailable(error) }
        guard let changed else { throw .noEntity(HookName.spell(subscription.id)) }
        return changed
    }

    /// Of the call's mode, oldest first.
    private func all(_ call: Call) -> [Subscription] {
        subscriptions.subscriptions(of: call.grant.merchant, on: Mollie.wire).filter { $0.account == call.account }
    }

    private func find(_ call: Call) throws(Problem) -> Subscription {
        let name = call.name("webhook")
        guard let id = HookName.read(name), let found = all(call).first(where: { $0.id == id }) else {
            throw .noEntity(name)
        }
        return found
    }

    private func standing(_ call: Call) throws(Problem) -> Subscription {
        let found = try find(call)
        guard case .removed = found.standing else { return found }
        throw Problem(status: 422, title: "Unprocessable entity", detail: "This subscription was already deleted.")
    }

    private func answer(_ subscription: Subscription, _ call: Call) throws(Problem) -> Answer {
        guard let hook = subscription.hook else { throw .internalError }
        return Answer(
            status: .ok, body: HookBody(subscription: subscription, hook: hook, links: call.links).bytes)
    }

    /// API keys may not. Source of the text's pattern: wire/mollie.md §9.
    static func mustBeToken(_ call: Call, _ api: String = "Webhooks") throws(Problem) {
        guard Mode(rawValue: call.grant.kind) != nil else { return }
        throw Problem(status: 403, title: "Forbidden", detail: "You are not allowed to use the \(api) API.")
    }
}
