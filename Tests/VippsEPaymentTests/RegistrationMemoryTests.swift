import Crypto
import DialectKit
import Engine
import Hummingbird
import PaymentCore
import Synchronization
import TestWorld
import Testing
import VippsAccess
import VippsEPayment

@Suite("Registrations that cannot be read", .timeLimit(.minutes(1)))
struct RegistrationMemoryTests {
    /// The engine, whose documents cannot be read while the test says so.
    private final class Forgetful: ForwardingService {
        let inner: any PaymentService
        let isAtALoss = Atomic<Bool>(true)

        init(_ inner: any PaymentService) { self.inner = inner }

        func documents(of collection: DocumentCollection, page: DocumentPage) throws(Unavailable) -> [Document] {
            guard !isAtALoss.load(ordering: .relaxed) else { throw .storeDown }
            return try inner.documents(of: collection, page: page)
        }
    }

    @Test("nobody counts as unsubscribed because the store cannot be read; what was known last still counts (I6)")
    func unreadable() async throws {
        let time = ManualTime()
        let key = SymmetricKey(data: [UInt8](repeating: 3, count: 32))
        let access = VippsAccess(
            credentials: Nobody(), units: Nobody(), identifiers: IdentifierSource { time.now() }, rail: .simulated,
            fingerprints: FingerprintKey(key))
        let dialect = VippsEPayment(access: access, sealer: Sealer(key: key))
        let details = PaymentDetails(
            interface: .ePayment, unit: SaleUnit(serialNumber: "123456"), reference: "acme-shop-1",
            flow: "WEB_REDIRECT")
        try await withDatabase(.memory) { database in
            try await database.running(time: time) { engine in
                let scope = Submission.Scope.account(Shop.account, of: Shop.merchant)
                let create = Shop.create(details: Details(details.canonicalBytes))
                let reply = await engine.submit(Submission(create, on: Shop.payment(1), by: scope))
                let created = try #require(reply.acceptance)
                let event = created.events[0]
                func endpoints() throws(Unavailable) -> [String] {
                    try dialect.endpoints(for: event, of: created.payment)
                }
                #expect(throws: Unavailable.self, "nothing is known before there is a service") { try endpoints() }
                let service = Forgetful(engine)
                dialect.mount(on: Router(context: DialectContext.self), using: service)
                #expect(throws: Unavailable.storeDown) { try endpoints() }
                #expect(throws: Unavailable.storeDown) {
                    try dialect.webhook(for: event, of: created.payment, to: "https://example.com/#x")
                }
                service.isAtALoss.store(false, ordering: .relaxed)
                #expect(try endpoints().isEmpty)
                service.isAtALoss.store(true, ordering: .relaxed)
                time.advance(by: .days(1))
                #expect(try endpoints().isEmpty, "as it was known last")
                dialect.forget(Shop.merchant)
                #expect(throws: Unavailable.storeDown) { try endpoints() }
            }
        }
    }
}

private struct Nobody: CredentialDirectory, MerchantRegister {
    func merchants(from: MerchantID?, limit: Int) throws(Unavailable) -> [RegisteredMerchant] { [] }
    func merchant(_ id: MerchantID) throws(Unavailable) -> RegisteredMerchant? { nil }
    func saleUnits(of merchant: MerchantID) throws(Unavailable) -> [SaleUnit] { [] }
    func saleUnit(_ serialNumber: String, of merchant: MerchantID) throws(Unavailable) -> SaleUnit? { nil }
    func grant(for secret: String, on wire: WireName) -> Grant? { nil }

    func entry(of unit: SaleUnit, _ merchant: MerchantID) -> Document {
        let place = DocumentCollection(merchant: merchant, wire: VippsAccess.wire, kind: "sale unit")
        return Document(key: DocumentKey(place, Array(unit.serialNumber.utf8)), bytes: [])
    }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until: Instant?) -> DocumentWrite {
        let place = DocumentCollection(merchant: grant.merchant, wire: wire, kind: "given")
        return .put(Document(key: DocumentKey(place, Array(secret.utf8)), bytes: []))
    }
}
