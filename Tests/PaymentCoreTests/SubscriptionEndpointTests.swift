import PaymentCore
import Testing

@Suite("How an outbox row names a subscription")
struct SubscriptionEndpointTests {
    private static let id = SubscriptionID(high: 0x0123_4567_89AB_CDEF, low: 1)
    private static let name = "subscription:0123456789abcdef0000000000000001"

    @Test("a name is read as it was spelled, with and without a topic")
    func roundTrip() {
        for topic in ["", "payment.paid", "a-b_c.9"] {
            let endpoint = SubscriptionEndpoint(Self.id, topic: topic)
            #expect(endpoint.text == Self.name + (topic.isEmpty ? "" : "/" + topic))
            #expect(SubscriptionEndpoint(endpoint.text) == endpoint)
            #expect(SubscriptionEndpoint.lane(of: endpoint.text) == Self.name)
        }
        #expect(Self.name.utf8.count == SubscriptionEndpoint.length)
    }

    @Test(
        "anything else is no name",
        arguments: [
            "", "subscription:", name + "/", name + "/A", name + "/a b", name + "0", name.uppercased(),
            String(name.dropLast()), "subscription:0123456789ABCDEF0000000000000001",
            "subscription:+123456789abcdef0000000000000001", "https://shop.example/" + name,
            name + "/" + String(repeating: "a", count: 65),
        ])
    func foreign(_ text: String) { #expect(SubscriptionEndpoint(text) == nil) }

    @Test("an address is its own lane")
    func address() { #expect(SubscriptionEndpoint.lane(of: "https://shop.example/a") == "https://shop.example/a") }
}
