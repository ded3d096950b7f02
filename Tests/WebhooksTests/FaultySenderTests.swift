import DialectKit
import PaymentCore
import Sandbox
import Synchronization
import Testing
import Webhooks

private let merchant = MerchantID(high: 1, low: 1)
private let wire = WireName("wire")
private let url = "https://shop.example/hook"

/// Where the webhooks arrive.
private final class Endpoint: WebhookSender {
    private let arrived = Mutex<[OutgoingWebhook]>([])

    var arrivals: [OutgoingWebhook] { arrived.withLock { $0 } }
    var bodies: [String] { arrivals.map { String(decoding: $0.body, as: UTF8.self) } }

    func send(_ webhook: OutgoingWebhook) async -> Delivered {
        arrived.withLock { $0.append(webhook) }
        return Delivered(status: 200, note: "", succeeded: true)
    }
}

@Suite("Faults of webhooks", .timeLimit(.minutes(1)))
struct FaultySenderTests {
    private let endpoint = Endpoint()
    private let book = FaultBook()
    private var sender: FaultySender

    init() {
        sender = FaultySender(endpoint, faults: book) { Instant(milliseconds: 7) }
    }

    private func strikes(_ fault: WebhookFault, _ change: (inout FaultRule.Wish) -> Void = { _ in }) {
        var wish = FaultRule.Wish(.webhook(fault))
        change(&wish)
        #expect(book.add(FaultRule(FaultID(high: 0, low: 1), wish), of: merchant))
    }

    private func send(
        _ body: String, _ operation: FaultOperation = .capture, to url: String = url,
        headers: [OutgoingWebhook.Header] = []
    ) async -> Delivered {
        await sender.send(
            OutgoingWebhook(url: url, headers: headers, body: Array(body.utf8), timeout: .seconds(1)),
            about: .init(
                merchant: merchant, wire: wire, payment: PaymentID(high: 2, low: 2), operation: operation))
    }

    @Test("a webhook that no rule is about arrives as it is")
    func untouched() async {
        strikes(.drop) { $0.operation = .refund }
        strikes(.drop) { $0.wire = WireName("other") }
        #expect(await send("one").status == 200)
        #expect(endpoint.bodies == ["one"])
        #expect(book.strikes(of: merchant).isEmpty)
    }

    @Test("a dropped one never arrives and counts as delivered; the strike is noted")
    func drop() async {
        strikes(.drop)
        let delivered = await send("one")
        #expect(delivered.succeeded && delivered.status == nil && delivered.note.contains("dropped"))
        #expect(endpoint.bodies.isEmpty)
        #expect(
            book.strikes(of: merchant) == [
                FaultStrike(
                    at: Instant(milliseconds: 7), rule: FaultID(high: 0, low: 1), effect: .webhook(.drop), wire: wire,
                    operation: .capture, payment: PaymentID(high: 2, low: 2))
            ])
        _ = await send("two")
        #expect(endpoint.bodies == ["two"])
    }

    @Test("a duplicate arrives twice")
    func duplicate() async {
        strikes(.duplicate)
        #expect(await send("one").status == 200)
        #expect(endpoint.bodies == ["one", "one"])
    }

    @Test("a reordered one arrives after the next of its endpoint")
    func reorder() async {
        strikes(.reorder)
        #expect(await send("one").succeeded)
        _ = await send("elsewhere", to: "https://other.example/")
        #expect(endpoint.bodies == ["elsewhere"])
        _ = await send("two")
        #expect(endpoint.bodies == ["elsewhere", "two", "one"])
        _ = await send("three")
        #expect(endpoint.bodies == ["elsewhere", "two", "one", "three"])
    }

    @Test("a reordered one that no other overtakes arrives after ten seconds")
    func reorderedLast() async throws {
        strikes(.reorder)
        #expect(await send("one").succeeded)
        #expect(endpoint.bodies.isEmpty)
        for _ in 0..<300 where endpoint.bodies.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        #expect(endpoint.bodies == ["one"])
    }

    @Test("a delayed one arrives later; broken off, it counts as not tried")
    func delay() async {
        strikes(.delay(Interval(milliseconds: 300))) { $0.times = 2 }
        let took = await ContinuousClock().measure { #expect(await send("one").status == 200) }
        #expect(took >= .milliseconds(300))
        let broken = Task { await send("two") }
        broken.cancel()
        #expect(await !broken.value.succeeded)
        #expect(endpoint.bodies == ["one"])
    }

    @Test(
        "a bad signature differs from the good one, and nothing else does",
        arguments: [
            ("Wire-Signature", "9f86d081884c7d65", "9f86d081884c7d60"), ("Wire-Signature", "abc0", "abc1"),
            (
                "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=YWJj==",
                "HMAC-SHA256 SignedHeaders=host&Signature=YWJ0=="
            ), ("Authorization", "Bearer abc", "Bearer abc"),
        ])
    func badSignature(_ name: String, _ good: String, _ bad: String) async {
        strikes(.badSignature)
        _ = await send("one", headers: [.init("Accept", "*/*"), .init(name, good)])
        #expect(endpoint.arrivals.map(\.headers) == [[.init("Accept", "*/*"), .init(name, bad)]])
        #expect(endpoint.bodies == ["one"])
    }
}
