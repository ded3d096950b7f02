import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// `/holdfast/v1/webhook-endpoints`: where a merchant wants to hear of its payments, of every wire.
struct EndpointRoutes {
    let holdfast: Holdfast
    let subscriptions: any SubscriptionDirectory

    /// A merchant's endpoints on our own wire at most: each event is told to every one of them.
    static let limit = 20
    private static let overlapLimit = Interval.days(30)
    private static let example = #"{"url": "https://shop.example/hook", "events": ["*"]}"#

    func list(_ request: Request) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        var json = JSONWriter()
        json.object { json in
            json.array("webhookEndpoints") { array in
                for subscription in subscriptions.subscriptions(of: grant.merchant) where subscription.isThere {
                    array.object { EndpointBody(subscription: subscription).write(to: &$0) }
                }
            }
        }
        return Answer.ok(json)
    }

    func create(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let body = try Body(received, example: Self.example)
        try body.mustOnlyHave(["url", "events", "enabled"])
        let url = try Self.url(body)
        let filter = try Self.filter(body) ?? EventFilter(patterns: ["*"])
        let isEnabled = try body.bool("enabled") ?? true
        guard subscriptions.subscriptions(of: grant.merchant, on: Holdfast.wire).count < Self.limit else {
            throw .conflict("A merchant has \(Self.limit) webhook endpoints at most; delete one first")
        }
        let now = subscriptions.now(of: grant.merchant)
        var subscription = Subscription(
            id: holdfast.identifiers.next(), merchant: grant.merchant, wire: Holdfast.wire, url: url,
            details: filter.canonicalBytes, secret: Self.freshSecret(Holdfast.wire), createdAt: now)
        if !isEnabled { subscription.disable(because: Subscription.byMerchant, at: now) }
        do { try await subscriptions.add(subscription) } catch { throw .unavailable }
        return Answer.with(
            .created, EndpointBody(subscription: subscription, shownSecret: subscription.secret).bytes)
    }

    func get(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        return Answer.ok(EndpointBody(subscription: try subscription(context, of: grant)).bytes)
    }

    /// What a wire's own API changes is changed there: of another wire's endpoint only `enabled` can be set here, as its
    /// dashboard would.
    func update(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let subscription = try subscription(context, of: grant)
        let body = try Body(received, example: #"{"enabled": true}"#)
        let isOwn = subscription.wire == Holdfast.wire
        try body.mustOnlyHave(isOwn ? ["url", "events", "enabled"] : ["enabled"])
        let url = body.has("url") ? try Self.url(body) : nil
        let filter = try Self.filter(body)
        let isEnabled = try body.bool("enabled")
        let now = subscriptions.now(of: grant.merchant)
        return Answer.ok(
            EndpointBody(
                subscription: try await change(subscription) { subscription in
                    if let url { subscription.url = url }
                    if let filter { subscription.details = filter.canonicalBytes }
                    if isEnabled == true { subscription.enable() }
                    if isEnabled == false, subscription.isEnabled {
                        subscription.disable(because: Subscription.byMerchant, at: now)
                    }
                }
            ).bytes)
    }

    func delete(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        let subscription = try subscription(context, of: grant)
        guard subscription.wire == Holdfast.wire else {
            throw .conflict("This endpoint was made in another API (\(subscription.wire.text)); delete it there")
        }
        do { try await subscriptions.remove(subscription) } catch { throw .unavailable }
        return Response(status: .noContent)
    }

    /// `{"overlap": "PT24H"}`: until then both secrets sign. The new one is shown here and never again.
    func rotate(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let subscription = try subscription(context, of: grant)
        let body = try Body(received, example: #"{"overlap": "PT24H"}"#)
        try body.mustOnlyHave(["overlap"])
        let overlap = try Self.overlap(body)
        let secret = Self.freshSecret(subscription.wire)
        let now = subscriptions.now(of: grant.merchant)
        let changed = try await change(subscription) { $0.rotate(to: secret, at: now, overlap: overlap) }
        return Answer.ok(EndpointBody(subscription: changed, shownSecret: secret).bytes)
    }

    private func change(
        _ subscription: Subscription, _ change: @Sendable (inout Subscription) -> Void
    ) async throws(Problem) -> Subscription {
        let changed: Subscription?
        do { changed = try await subscriptions.update(subscription, change) } catch { throw .unavailable }
        guard let changed, changed.isThere else { throw .endpointUnknown }
        return changed
    }

    private func subscription(_ context: DialectContext, of grant: Grant) throws(Problem) -> Subscription {
        guard let id = context.parameters.get("endpoint").flatMap({ EndpointName.read($0) }),
            let found = subscriptions.subscription(id, of: grant.merchant), found.isThere
        else { throw .endpointUnknown }
        return found
    }
}

// MARK: Reading

extension EndpointRoutes {
    private static func url(_ body: Body) throws(Problem) -> String {
        guard let text = body.text("url"), let address = WebAddress(text), address.isWeb else {
            throw .malformed("url is an http or https address", field: "url")
        }
        guard !address.isMetadataService else {
            throw .malformed("Webhooks never go to a cloud's metadata service", field: "url")
        }
        return text
    }

    /// Nil when it is not sent.
    private static func filter(_ body: Body) throws(Problem) -> EventFilter? {
        guard let value = body.json("events") else { return nil }
        let rule = "events is a list of types such as payment.authorized, capture.* or *"
        guard let list = value.array, !list.isEmpty, list.count <= 100 else { throw .malformed(rule, field: "events") }
        var patterns: [String] = []
        for element in list {
            guard let pattern = element.string, EventFilter.isPattern(pattern) else {
                throw .malformed(
                    "\(rule); the types are \(EventType.all.sorted().joined(separator: ", "))", field: "events")
            }
            if !patterns.contains(pattern) { patterns.append(pattern) }
        }
        return EventFilter(patterns: patterns)
    }

    private static func overlap(_ body: Body) throws(Problem) -> Interval {
        guard body.has("overlap") else { return .hours(24) }
        guard let length = body.text("overlap").flatMap({ DurationSpelling.read($0) }), length >= 0,
            length <= overlapLimit.milliseconds
        else { throw .malformed("overlap is an ISO 8601 duration up to P30D, such as PT24H", field: "overlap") }
        return Interval(milliseconds: length)
    }

    private static func freshSecret(_ wire: WireName) -> String {
        (wire == Holdfast.wire ? "whsec_" : "") + SigningSecret.random()
    }
}

extension Subscription {
    fileprivate var isThere: Bool { if case .removed = standing { false } else { true } }
}

extension Problem {
    static let endpointUnknown = Problem(
        status: 404, title: "Not Found", detail: "This merchant has no such webhook endpoint")
}
