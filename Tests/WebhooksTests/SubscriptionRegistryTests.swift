import Crypto
import DialectKit
import Engine
import Logging
import PaymentCore
import TestWorld
import Testing
import Webhooks

@Suite("Subscriptions: durable first, sealed, one change at a time", .timeLimit(.minutes(1)))
struct SubscriptionRegistryTests {
    private static let wire = WireName("some")
    private static let key = SymmetricKey(data: [UInt8](repeating: 3, count: 32))
    private static let other = MerchantID(high: 77, low: 77)

    /// Is patient for an hour; hears of other subscriptions' ends.
    private struct Wire: Announcer {
        var wire: WireName { SubscriptionRegistryTests.wire }
        var subscriptionGaps: [Interval] { [.zero, .minutes(1)] }
        var patience: Patience? { Patience(time: .hours(1)) }
    }

    private static func subscription(_ number: UInt64, of merchant: MerchantID = Shop.merchant) -> Subscription {
        Subscription(
            id: SubscriptionID(high: number, low: number), merchant: merchant, wire: wire,
            url: "https://shop.example/hook", details: [], secret: "a-secret-that-signs", createdAt: Shop.opening)
    }

    private static func registry(_ database: Database, key: SymmetricKey = key) throws -> SubscriptionRegistry {
        let reader = try database.reader()
        guard let history = reader as? any PaymentReader & DeliveryHistory else {
            preconditionFailure("every store's reader knows its history")
        }
        return SubscriptionRegistry(
            sealer: Sealer(key: key), reader: history, identifiers: IdentifierSource { Shop.opening })
    }

    /// An engine with a registry that writes through it.
    private static func world(
        _ kind: StoreKind, _ body: (Database, Engine, SubscriptionRegistry) async throws -> Void
    ) async throws {
        let endpoint = SubscriptionEndpoint(subscription(1).id).text
        try await withDatabase(kind, outbox: Endpoints(endpoint)) { database in
            try await database.running { engine in
                let registry = try registry(database)
                registry.serve(engine, AnnouncerDirectory([Wire()]))
                try await body(database, engine, registry)
            }
        }
    }

    @Test("what was added, changed and removed is there after a start", arguments: StoreKind.all)
    func restart(_ kind: StoreKind) async throws {
        try await Self.world(kind) { database, _, registry in
            for number: UInt64 in 1...3 { try await registry.add(Self.subscription(number)) }
            try await registry.add(Self.subscription(4, of: Self.other))
            var twice = Self.subscription(1)
            twice.url = "https://shop.example/twice"
            try await registry.add(twice)
            let changed = try await registry.update(Self.subscription(2)) { $0.url = "https://shop.example/new" }
            #expect(changed?.url == "https://shop.example/new")
            try await registry.remove(Self.subscription(3))
            #expect(try await registry.update(Self.subscription(3)) { $0.enable() } == nil)
            let again = try Self.registry(database)
            #expect(again.subscriptions(of: Shop.merchant).isEmpty)
            try again.load()
            for reading in [registry, again] {
                #expect(reading.subscriptions(of: Shop.merchant) == [Self.subscription(1), changed])
                #expect(reading.subscriptions(of: Self.other, on: Self.wire) == [Self.subscription(4, of: Self.other)])
                #expect(reading.subscriptions(of: Shop.merchant, on: WireName("another")).isEmpty)
                #expect(reading.subscription(Self.subscription(4).id, of: Shop.merchant) == nil)
            }
        }
    }

    @Test("a hundred changes at once lose none", arguments: StoreKind.all)
    func concurrent(_ kind: StoreKind) async throws {
        try await Self.world(kind) { database, _, registry in
            try await registry.add(Self.subscription(1))
            await withTaskGroup { group in
                for number: UInt8 in 0..<100 {
                    group.addTask { _ = try? await registry.update(Self.subscription(1)) { $0.details.append(number) } }
                }
            }
            let again = try Self.registry(database)
            try again.load()
            for reading in [registry, again] {
                let details = reading.subscription(Self.subscription(1).id, of: Shop.merchant)?.details ?? []
                #expect(details.sorted() == Array(0..<100))
            }
        }
    }

    @Test("what is stored tells no secret and no address, and opens with its own key only", arguments: StoreKind.all)
    func sealed(_ kind: StoreKind) async throws {
        try await Self.world(kind) { database, _, registry in
            try await registry.add(Self.subscription(1))
            let collection = DocumentCollection(merchant: Shop.merchant, wire: Self.wire, kind: "subscription")
            let page = DocumentPage(limit: 10, order: .oldestFirst)
            let documents = try database.reader().documents(of: collection, page: page)
            let text = String(decoding: documents.flatMap(\.bytes), as: UTF8.self)
            #expect(documents.count == 1 && !text.contains("a-secret-that-signs") && !text.contains("shop.example"))
            let foreign = try Self.registry(database, key: SymmetricKey(size: .bits256))
            #expect(throws: StoreError.self) { try foreign.load() }
        }
    }

    @Test("a change that is not durable is seen by nobody", arguments: StoreKind.all)
    func trouble(_ kind: StoreKind) async throws {
        try await Self.world(kind) { database, _, registry in
            database.faults.next(.fails)
            await #expect(throws: Unavailable.storeDown) { try await registry.add(Self.subscription(1)) }
            #expect(registry.subscriptions(of: Shop.merchant).isEmpty)
            try await registry.add(Self.subscription(1))
            database.faults.next(.fails)
            await #expect(throws: Unavailable.storeDown) {
                _ = try await registry.update(Self.subscription(1)) { $0.url = "https://shop.example/new" }
            }
            #expect(registry.subscriptions(of: Shop.merchant) == [Self.subscription(1)])
        }
    }

    @Test("what waits for a subscription that is disabled is given up, and says why", arguments: StoreKind.all)
    func givenUp(_ kind: StoreKind) async throws {
        try await Self.world(kind) { database, engine, registry in
            try await registry.add(Self.subscription(1))
            for command in [Shop.create(), Shop.approve()] {
                let scope = Submission.Scope.account(Shop.account, of: Shop.merchant)
                guard
                    case .decided(.accepted, _) = await engine.submit(
                        Submission(command, on: Shop.payment(1), by: scope))
                else { preconditionFailure("the test's own command is refused") }
            }
            let history = try database.deliveryHistory()
            #expect(try history.deliveries(of: Shop.merchant, DeliveryFilter(state: .pending, limit: 10)).count == 2)
            _ = try await registry.update(Self.subscription(1)) { $0.disable(because: "it fails", at: Shop.opening) }
            #expect(try history.deliveries(of: Shop.merchant, DeliveryFilter(state: .failed, limit: 10)).count == 2)
            let notes = try history.attempts(of: Shop.payment(1)).map(\.note)
            #expect(notes == Array(repeating: "given up: the endpoint is disabled: it fails", count: 2))
            #expect(try database.deliveryReader().nextDelivery(of: Shop.merchant) == nil)
        }
    }
}
