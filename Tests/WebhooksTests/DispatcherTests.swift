import Crypto
import DialectKit
import Engine
import PaymentCore
import Synchronization
import TestWorld
import Testing
import Webhooks

@Suite("The dispatcher", .timeLimit(.minutes(1)))
struct DispatcherTests {
    /// A machine whose clock is set a day forward whenever somebody reads it.
    private final class LeapingTime: TimeSource {
        private let days = Atomic<Int64>(0)

        func now() -> Instant { Shop.opening + .days(days.add(1, ordering: .relaxed).newValue) }
    }

    /// Waits for nothing.
    private struct HastyTime: TimeSource {
        func now() -> Instant { Shop.opening }
        func sleep(for pause: Duration) async throws { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// A wire that cannot say at first what it sends.
    private final class Hesitant: Dialect {
        let asked = Atomic<Int>(0)
        var wire: WireName { Shop.wire }
        var webhookGaps: [Interval] { [.zero] }

        func paymentID(spelled text: String) -> PaymentID? { nil }
        func approval(of payment: Payment, with wish: PayerWish) -> Approval? { nil }
        func withoutPayer(_ payment: Payment) -> Payerless? { nil }
        func endpoints(for event: Event, of payment: Payment) -> [String] { [] }

        func webhook(
            for event: Event, of payment: Payment, to endpoint: String
        ) throws(Unavailable) -> OutgoingWebhook? {
            guard asked.add(1, ordering: .relaxed).newValue > 2 else { throw .storeDown }
            return OutgoingWebhook(url: endpoint, headers: [], body: [], timeout: .seconds(1))
        }
    }

    private struct Nowhere: WebhookSender {
        func send(_ webhook: OutgoingWebhook) async -> Delivered {
            Delivered(status: nil, note: "nothing is sent here", succeeded: false)
        }
    }

    @Test("the machine's clock may leap while it looks: what is written next is seen to all the same")
    func leapingClock() async throws {
        _ = try await attempts(at: LeapingTime(), DialectDirectory([]))
    }

    @Test("what a wire cannot say now is asked again, and not given up")
    func hesitant() async throws {
        let dialect = Hesitant()
        let attempts = try await attempts(at: HastyTime(), DialectDirectory([dialect]))
        #expect(attempts.map(\.note) == ["nothing is sent here"])
        #expect(dialect.asked.load(ordering: .relaxed) == 3)
    }

    /// What came of telling of a payment's birth, once something has.
    private func attempts(at time: any TimeSource, _ dialects: DialectDirectory) async throws -> [DeliveryAttempt] {
        try await withDatabase(.memory, outbox: Endpoints("https://shop.example/hook")) { database in
            try await database.running(time: time) { engine in
                let registry = SubscriptionRegistry(
                    sealer: Sealer(key: SymmetricKey(size: .bits256)), reader: database.memory,
                    identifiers: IdentifierSource { time.now() })
                let dispatcher = Dispatcher(
                    engine: engine, reader: database.memory, dialects: dialects,
                    announcers: AnnouncerDirectory([]), subscriptions: registry, sender: Nowhere(), time: time,
                    logger: silence)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await dispatcher.dispatch() }
                    try await Task.sleep(for: .milliseconds(100))
                    let scope = Submission.Scope.account(Shop.account, of: Shop.merchant)
                    _ = await engine.submit(Submission(Shop.create(), on: Shop.payment(1), by: scope))
                    try await eventually(within: .seconds(20)) {
                        try database.memory.attempts(of: Shop.payment(1)).count == 1
                    }
                    group.cancelAll()
                }
                return try database.memory.attempts(of: Shop.payment(1))
            }
        }
    }
}
