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

    private struct Nowhere: WebhookSender {
        func send(_ webhook: OutgoingWebhook) async -> Delivered {
            Delivered(status: nil, note: "nothing is sent here", succeeded: false)
        }
    }

    @Test("the machine's clock may leap while it looks: what is written next is seen to all the same")
    func leapingClock() async throws {
        let time = LeapingTime()
        try await withDatabase(.memory, outbox: Endpoints("https://shop.example/hook")) { database in
            try await database.running(time: time) { engine in
                let registry = SubscriptionRegistry(
                    sealer: Sealer(key: SymmetricKey(size: .bits256)), reader: database.memory,
                    identifiers: IdentifierSource { time.now() })
                let dispatcher = Dispatcher(
                    engine: engine, reader: database.memory, dialects: DialectDirectory([]),
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
            }
        }
    }
}
