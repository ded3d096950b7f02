import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// `/holdfast/v1/webhook-deliveries`: what became of webhooks, those of every wire, and sending them once more.
struct DeliveryRoutes {
    let holdfast: Holdfast
    let subscriptions: any SubscriptionDirectory
    let log: any DeliveryLog

    /// Replayed together at most.
    private static let replayLimit = 1_000

    /// `?payment=&endpoint=&state=pending|delivered|failed&limit=`, the newest payments first.
    func list(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let deliveries = try find(try wish(received), of: grant)
        var json = JSONWriter()
        json.object { json in
            json.array("webhookDeliveries") { array in
                for delivery in deliveries { array.object { DeliveryBody(delivery: delivery).write(to: &$0) } }
            }
        }
        return Answer.ok(json)
    }

    func get(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        return Answer.ok(Self.json(try delivery(context, of: grant)))
    }

    /// One more attempt, at once.
    func replay(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        let delivery = try delivery(context, of: grant)
        if let endpoint = SubscriptionEndpoint(delivery.endpoint) { try mustTake(endpoint.id, of: grant) }
        do { try await log.replay([delivery], of: grant.merchant) } catch { throw .unavailable }
        return Answer.with(.accepted, Self.json(try self.delivery(context, of: grant)))
    }

    /// `{"endpoint": "whe_…"}`: everything that it never got.
    func replayAll(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let body = try Body(received, example: #"{"endpoint": "whe_…"}"#)
        try body.mustOnlyHave(["endpoint"])
        guard let id = body.text("endpoint").flatMap({ EndpointName.read($0) }) else {
            throw .malformed("endpoint is a webhook endpoint's id: whe_…", field: "endpoint")
        }
        try mustTake(id, of: grant)
        let wish = DeliveryWish(endpoint: SubscriptionEndpoint(id).lane, state: .failed, limit: Self.replayLimit)
        var count = 0
        while true {
            let failed = try find(wish, of: grant)
            do { try await log.replay(failed, of: grant.merchant) } catch { throw .unavailable }
            count += failed.count
            guard failed.count == Self.replayLimit else { break }
        }
        var json = JSONWriter()
        json.object { $0.int("replayed", count) }
        return Answer.with(.accepted, json)
    }

    private static func json(_ delivery: DeliveryReport) -> JSONWriter {
        var json = JSONWriter()
        json.object { DeliveryBody(delivery: delivery).write(to: &$0) }
        return json
    }

    private func mustTake(_ id: SubscriptionID, of grant: Grant) throws(Problem) {
        guard let subscription = subscriptions.subscription(id, of: grant.merchant) else { throw .endpointUnknown }
        guard subscription.isEnabled else {
            throw .conflict("This endpoint is disabled; enable it first, then replay")
        }
    }

    private func delivery(_ context: DialectContext, of grant: Grant) throws(Problem) -> DeliveryReport {
        guard let name = context.parameters.get("delivery").flatMap({ DeliveryName($0) }) else {
            throw .deliveryUnknown
        }
        let found = try find(DeliveryWish(payment: name.payment, limit: 10_000), of: grant)
        guard let delivery = found.first(where: name.names) else { throw .deliveryUnknown }
        return delivery
    }

    private func find(_ wish: DeliveryWish, of grant: Grant) throws(Problem) -> [DeliveryReport] {
        do { return try log.deliveries(of: grant.merchant, wish) } catch { throw .unavailable }
    }

    private func wish(_ request: ReceivedRequest) throws(Problem) -> DeliveryWish {
        let body = try Query.read(request, only: ["payment", "endpoint", "state", "limit"])
        var wish = DeliveryWish(limit: 50)
        if let name = body.text("payment") {
            guard let id = holdfast.dialects.paymentID(spelled: name) ?? PaymentName.read(name) else {
                throw .malformed("payment is a payment's id, as its own wire spells it", field: "payment")
            }
            wish.payment = id
        }
        if let name = body.text("endpoint") {
            // A webhook endpoint's id, or an address that came with a payment.
            wish.endpoint = EndpointName.read(name).map { SubscriptionEndpoint($0).lane } ?? name
        }
        if let word = body.text("state") {
            guard let state = DeliveryReport.State(rawValue: word) else {
                throw .malformed("state is pending, delivered or failed", field: "state")
            }
            wish.state = state
        }
        if let text = body.text("limit") {
            guard let limit = Int(text), (1...250).contains(limit) else {
                throw .malformed("limit is a number from 1 to 250", field: "limit")
            }
            wish.limit = limit
        }
        return wish
    }
}

extension Problem {
    fileprivate static let deliveryUnknown = Problem(
        status: 404, title: "Not Found", detail: "This merchant has no such webhook delivery")
}
