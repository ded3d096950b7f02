import Engine
import PaymentCore
import Synchronization
import TestWorld
import Testing

@Suite("Outbox: one row per endpoint and event (I6)", .timeLimit(.minutes(5)))
struct OutboxTests {
    /// Says yes to captures for one endpoint, to everything for another.
    private struct Picky: Outbox {
        func endpoints(for event: Event, of payment: Payment) -> [String] {
            guard case .operation(let operation) = event.fact, case .capture = operation.order else { return ["all"] }
            return ["all", "captures of \(payment.captured)"]
        }
    }

    /// Cannot always say who wants to hear.
    private final class Forgetful: Outbox {
        let isAtALoss = Atomic<Bool>(false)

        func endpoints(for event: Event, of payment: Payment) throws(StoreError) -> [String] {
            guard !isAtALoss.load(ordering: .relaxed) else { throw .notCommitted(hint: "as the test asked") }
            return ["all"]
        }
    }

    @Test(
        "an event of which nobody can say whom it notifies is not written, and its key is good again (I6)",
        arguments: StoreKind.all)
    func nobodyCanSay(_ kind: StoreKind) async throws {
        let outbox = Forgetful()
        try await withDatabase(kind, outbox: outbox) { database in
            try await database.running { engine in
                try await engine.authorize()
                outbox.isAtALoss.store(true, ordering: .relaxed)
                let key = Shop.key("k-1")
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).unavailable == .storeDown)
                #expect(try engine.payment(Shop.payment(1))?.captured == .nok(0))
                #expect(await engine.ask(Shop.refund(.nok(1_00))).refusal == .nothingCaptured, "which tells nobody")
                outbox.isAtALoss.store(false, ordering: .relaxed)
                let again = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(again.acceptance?.payment.captured == .nok(100_00) && !again.isReplayed)
            }
            let events = try database.auditSource().events(of: Shop.payment(1)).get()
            #expect(events.map(\.endpoints) == [["all"], ["all"], ["all"]])
        }
    }

    @Test("each event notifies whom its outbox names, as of the payment after it", arguments: StoreKind.all)
    func rows(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Picky()) { database in
            try await database.running { engine in
                try await engine.authorize()
                await engine.ask(Shop.capture(.nok(1_00)), key: Shop.key("k-1"))
                await engine.ask(Shop.capture(.nok(1_00)), key: Shop.key("k-1"))
                await engine.ask(Shop.capture(.nok(2_00)))
            }
            let events = try database.auditSource().events(of: Shop.payment(1)).get()
            #expect(
                events.map { $0.endpoints.sorted() } == [
                    ["all"], ["all"], ["all", "captures of NOK 1.00"], ["all", "captures of NOK 3.00"],
                ])
        }
    }

    @Test("a decision of several events notifies of each", arguments: StoreKind.all)
    func severalEvents(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Endpoints("a", "b")) { database in
            try await database.running { engine in
                try await engine.authorize()
                await engine.ask(Shop.capture(.nok(1_00), final: true))
            }
            let events = try database.auditSource().events(of: Shop.payment(1)).get()
            #expect(events.map(\.endpoints.count) == [2, 2, 2, 2])
        }
    }

    @Test("of rows that name subscriptions the audit checks form and uniqueness, of others that they follow (I6)")
    func audit() async throws {
        let named = SubscriptionEndpoint(SubscriptionID(high: 1, low: 2))
        let topic = SubscriptionEndpoint(named.id, topic: "payment.paid")
        try await withDatabase(.memory, outbox: Endpoints("a")) { database in
            try await database.running { engine in await engine.ask(Shop.create()) }
            for (endpoints, isClean) in [
                (["a", named.text, topic.text], true), ([named.text], false), (["a", "b"], false),
                (["a", "subscription:x"], false), (["a", named.text, named.text], false),
                (["a", named.text + "/"], false), (["a"], true),
            ] {
                database.memory.damage { tables in
                    let id = Shop.payment(1)
                    tables.events[id] = tables.events[id, default: []].map { record in
                        EventRecord(
                            event: record.event, state: record.state, salt: record.salt,
                            commitment: record.commitment, hash: record.hash, endpoints: endpoints)
                    }
                }
                #expect(try database.audit().isClean == isClean, "\(endpoints)")
            }
        }
    }

    @Test("a refusal notifies nobody", arguments: StoreKind.all)
    func refusal(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Endpoints("a")) { database in
            try await database.running { engine in
                await engine.ask(Shop.create())
                #expect(await engine.ask(Shop.capture(nil), key: Shop.key("k-1")).refusal == .notAuthorized)
            }
            #expect(try database.auditSource().eventCount() == 1)
        }
    }
}
