import Crypto
import DialectKit
import HTTPTypes
import HoldfastAPI
import Hummingbird
import HummingbirdTesting
import PaymentCore
import Sandbox
import TestWorld
import TimeTravel

/// Our own API over the real engine, in this process; nobody has a key.
enum OwnAPI {
    struct Route {
        let method: HTTPRequest.Method
        let path: String
    }

    static func run(
        isSandbox: Bool,
        _ body: @Sendable @escaping ([Route], any TestClientProtocol) async throws -> Void
    ) async throws {
        let time = ManualTime()
        let identifiers = IdentifierSource { time.now() }
        let holdfast = Holdfast(
            credentials: Nobody(), register: Nobody(), dialects: DialectDirectory([HoldfastWire()]),
            identifiers: identifiers,
            fingerprints: FingerprintKey(SymmetricKey(data: [UInt8](repeating: 3, count: 32))),
            rail: isSandbox ? .simulated : .connector, faults: isSandbox ? FaultBook() : nil,
            exchanges: ExchangeLog()
        ) { name in
            (NewMerchant(id: identifiers.next(), name: name), [])
        }
        try await withDatabase(.memory) { database in
            try await database.running(time: time) { engine in
                let router = Router(context: DialectContext.self)
                let machine = TimeMachine(
                    engine: engine, reader: database.memory, time: time, logger: silence)
                let sandbox = isSandbox ? SandboxControls(time: machine, data: machine) : nil
                holdfast.mountWebhooks(on: router, subscriptions: NoSubscriptions(), log: NoDeliveries())
                holdfast.mount(on: router, using: engine, deliveries: NoDeliveries(), sandbox: sandbox)
                let routes = router.routes.map { Route(method: $0.method, path: $0.path.description) }
                try await Application(router: router).test(.router) { client in
                    try await body(routes, client)
                }
            }
        }
    }
}

private struct Nobody: CredentialDirectory, MerchantRegister {
    func merchants(from: MerchantID?, limit: Int) throws(Unavailable) -> [RegisteredMerchant] { [] }
    func merchant(_ id: MerchantID) throws(Unavailable) -> RegisteredMerchant? { nil }
    func saleUnits(of merchant: MerchantID) throws(Unavailable) -> [SaleUnit] { [] }
    func saleUnit(_ serialNumber: String, of merchant: MerchantID) throws(Unavailable) -> SaleUnit? { nil }

    func entry(of unit: SaleUnit, _ merchant: MerchantID) -> Document {
        let place = DocumentCollection(merchant: merchant, wire: Holdfast.wire, kind: "sale unit")
        return Document(key: DocumentKey(place, Array(unit.serialNumber.utf8)), bytes: [])
    }

    func grant(for secret: String, on wire: WireName) -> Grant? { nil }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until: Instant?) -> DocumentWrite {
        let place = DocumentCollection(merchant: grant.merchant, wire: wire, kind: "given")
        return .put(Document(key: DocumentKey(place, Array(secret.utf8)), bytes: []))
    }
}

private struct NoDeliveries: DeliveryLog {
    func deliveries(of merchant: MerchantID, _ wish: DeliveryWish) throws(Unavailable) -> [DeliveryReport] { [] }
    func replay(_ deliveries: [DeliveryReport], of merchant: MerchantID) async throws(Unavailable) {}
    func add(_ deliveries: [AddedDelivery], of merchant: MerchantID) async throws(Unavailable) {}
}

private struct NoSubscriptions: SubscriptionDirectory {
    func subscriptions(of merchant: MerchantID, on wire: WireName) -> [Subscription] { [] }
    func subscriptions(of merchant: MerchantID) -> [Subscription] { [] }
    func subscription(_ id: SubscriptionID, of merchant: MerchantID) -> Subscription? { nil }
    func now(of merchant: MerchantID) -> Instant { Instant(milliseconds: 0) }
    func add(_ subscription: Subscription) async throws(Unavailable) {}

    func update(
        _ subscription: Subscription, _ change: @Sendable (inout Subscription) -> Void
    ) async throws(Unavailable) -> Subscription? { nil }

    func remove(_ subscription: Subscription) async throws(Unavailable) {}
    func tell(_ notice: Notice, to subscribers: [Subscriber]) async throws(Unavailable) {}
    func notice(_ id: NoticeID, of merchant: MerchantID) throws(Unavailable) -> Notice? { nil }
}
