package import DialectKit
package import Hummingbird

extension Holdfast {
    /// Webhook endpoints and what became of deliveries. Before `mount`, which answers every path that is left.
    package func mountWebhooks(
        on router: Router<DialectContext>, subscriptions: any SubscriptionDirectory, log: any DeliveryLog
    ) {
        let endpoints = EndpointRoutes(holdfast: self, subscriptions: subscriptions)
        let deliveries = DeliveryRoutes(holdfast: self, subscriptions: subscriptions, log: log)
        router.get("/holdfast/v1/webhook-endpoints") { request, _ in
            await Self.answer { () throws(Problem) in try await endpoints.list(request) }
        }
        router.post("/holdfast/v1/webhook-endpoints") { request, _ in
            await Self.answer { () throws(Problem) in try await endpoints.create(request) }
        }
        router.get("/holdfast/v1/webhook-endpoints/:endpoint") { request, context in
            await Self.answer { () throws(Problem) in try await endpoints.get(request, context) }
        }
        router.patch("/holdfast/v1/webhook-endpoints/:endpoint") { request, context in
            await Self.answer { () throws(Problem) in try await endpoints.update(request, context) }
        }
        router.delete("/holdfast/v1/webhook-endpoints/:endpoint") { request, context in
            await Self.answer { () throws(Problem) in try await endpoints.delete(request, context) }
        }
        router.post("/holdfast/v1/webhook-endpoints/:endpoint/rotate-secret") { request, context in
            await Self.answer { () throws(Problem) in try await endpoints.rotate(request, context) }
        }
        router.get("/holdfast/v1/webhook-deliveries") { request, _ in
            await Self.answer { () throws(Problem) in try await deliveries.list(request) }
        }
        router.post("/holdfast/v1/webhook-deliveries/replay") { request, _ in
            await Self.answer { () throws(Problem) in try await deliveries.replayAll(request) }
        }
        router.get("/holdfast/v1/webhook-deliveries/:delivery") { request, context in
            await Self.answer { () throws(Problem) in try await deliveries.get(request, context) }
        }
        router.post("/holdfast/v1/webhook-deliveries/:delivery/replay") { request, context in
            await Self.answer { () throws(Problem) in try await deliveries.replay(request, context) }
        }
    }
}
