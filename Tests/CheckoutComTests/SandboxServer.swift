import CheckoutCom
import Crypto
import DialectKit
import Engine
import Hummingbird
import HummingbirdTesting
import PaymentCore
import Synchronization
import TestWorld
import Testing
import Webhooks

/// The dialect over the real engine, in this process, with a clock that the test moves.
struct SandboxServer {
    let client: any TestClientProtocol
    let time: ManualTime
    let database: Database
    let engine: Engine
    private let checkout: CheckoutCom

    static let keys: [String: Grant] = [
        "sk_sbox_holdfastdemomerchantsandbox": grant("nas secret"),
        "pk_sbox_holdfastdemomerchantsandbox": grant("nas public"),
        "sk_test_00000000-0000-4000-8000-000000000001": grant("classic secret"),
        "pk_test_00000000-0000-4000-8000-000000000001": grant("classic public"),
        "ack_holdfastdemo:holdfast-demo-secret": grant("client and secret"),
    ]

    /// Runs `body`; the audit has the last word.
    static func run(
        rail: Rail = .simulated, _ body: @Sendable @escaping (SandboxServer) async throws -> Void
    ) async throws {
        let time = ManualTime()
        let key = SymmetricKey(data: [UInt8](repeating: 3, count: 32))
        let checkout = CheckoutCom(
            credentials: Credentials(), identifiers: IdentifierSource { time.now() }, rail: rail,
            fingerprints: FingerprintKey(key), sealer: Sealer(key: key))
        try await withDatabase(.memory, outbox: Subscribers(checkout: checkout)) { database in
            try await database.running(time: time) { engine in
                let router = Router(context: DialectContext.self)
                checkout.mount(
                    on: router, using: engine,
                    deliveries: EngineDeliveryLog(engine: engine, reader: try history(of: database)))
                try await Application(router: router).test(.router) { client in
                    try await body(
                        SandboxServer(
                            client: client, time: time, database: database, engine: engine, checkout: checkout))
                }
            }
        }
    }

    private static func history(of database: Database) throws -> any DeliveryHistory {
        guard let history = try database.reader() as? any DeliveryHistory else {
            preconditionFailure("every store's reader knows its history")
        }
        return history
    }

    /// Lets time pass, and everything that comes due with it happen.
    func wait(_ interval: Interval) async throws {
        time.advance(by: interval)
        let reader = try database.reader()
        let now = time.now()
        try await eventually { try reader.deadlines(of: Shop.merchant, dueBy: now, limit: 1).isEmpty }
    }

    /// Brings the PSP's answer to what is pending of a payment.
    func resolve(_ payment: String, _ outcome: Command.Outcome) async throws {
        let id = try #require(checkout.paymentID(spelled: payment))
        let pending = try #require(try engine.payment(id)?.state.pending.first)
        let reply = await engine.submit(
            Submission(.resolve(pending.id, outcome), on: id, by: .merchant(Shop.merchant)))
        guard case .decided(.accepted, _) = reply else { throw NotResolved() }
    }

    struct NotResolved: Error {}

    private static func grant(_ kind: String) -> Grant {
        Grant(merchant: Shop.merchant, merchantName: "Demo merchant", kind: kind)
    }
}

/// Who may ask: the published keys, and tokens that were given out.
private final class Credentials: CredentialDirectory {
    private let given = Mutex<[String: Grant]>([:])

    func grant(for secret: String, on wire: WireName) -> Grant? {
        SandboxServer.keys[secret] ?? given.withLock { $0[secret] }
    }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until: Instant?) -> DocumentWrite {
        given.withLock { $0[secret] = grant }
        let place = DocumentCollection(merchant: grant.merchant, wire: wire, kind: "given")
        return .put(Document(key: DocumentKey(place, Array(secret.utf8)), bytes: [], expiresAt: until))
    }
}

private struct Subscribers: Outbox {
    let checkout: CheckoutCom

    func endpoints(for event: Event, of payment: Payment) -> [String] { checkout.endpoints(for: event, of: payment) }

    func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        checkout.explains(endpoints, of: event, of: payment)
    }
}
