import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: a payer is erased", .timeLimit(.minutes(5)))
struct PayerErasureTests {
    private static let payment = Shop.payment(1)
    fileprivate static let nobody = "nobody's order"

    @Test("what told of the payer is gone from every event; books, hashes and proof stay", arguments: StoreKind.all)
    func erases(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.sell(Self.payment)
            let (before, balance) = (try store.records(), try store.balance())
            try store.erase(Self.payment)
            try store.reopen()
            try store.mustBeProvable()
            let after = try store.records()
            #expect(after.count == before.count + 1)
            for (old, new) in zip(before, after) {
                #expect(new.hash == old.hash && new.commitment == old.commitment, "event \(old.event.sequence)")
                #expect(new.state == old.state && new.endpoints == old.endpoints && new.event.fact == old.event.fact)
                #expect(new.event.details == .none && new.salt.isEmpty)
                #expect(new.isErased == !old.event.details.bytes.isEmpty)
            }
            #expect(after.last?.event.details == Shop.details(Self.nobody))
            #expect(try store.reader().payment(Self.payment)?.details == Shop.details(Self.nobody))
            #expect(try store.balance() == balance)
        }
    }

    @Test("the payment is found by what still names it, and no more by the payer", arguments: StoreKind.all)
    func names(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.sell(Self.payment)
            #expect(try store.found("Wilhelmina") == [Self.payment])
            try store.erase(Self.payment)
            try store.reopen()
            #expect(try store.found("Wilhelmina") == [])
            #expect(try store.found("ORDER-1") == [Self.payment])
        }
    }

    @Test("what was sent of the payer is gone; that it was sent stays", arguments: StoreKind.all)
    func attempts(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.sell(Self.payment)
            let attempts = { try store.database.deliveryReader().attempts(of: Self.payment) }
            #expect(try attempts().map(\.request?.body) == [Array("Wilhelmina pays".utf8)])
            try store.erase(Self.payment)
            try store.reopen()
            #expect(try attempts().map(\.request) == [nil])
            #expect(try attempts().map(\.status) == [500])
            try store.mustBeProvable()
        }
    }

    @Test("the payment goes on afterwards, and every decision before is answered again", arguments: StoreKind.all)
    func goesOn(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let places = try store.sell(Self.payment)
            try store.erase(Self.payment)
            try store.write(Self.payment) { batch in
                _ = batch.decide(Shop.capture(.nok(50_00)), on: Self.payment, notifying: ["a"])
            }
            try store.reopen()
            try store.mustBeProvable()
            for place in places {
                let told = try store.reader().acceptance(place)
                #expect(told.payment.state.sequence == place.sequence)
                #expect(told.payment.details == Shop.details(Self.nobody))
                #expect(told.events.allSatisfy { $0.details == .none })
            }
            #expect(try store.reader().payment(Self.payment)?.state.captured == 250_00)
        }
    }

    @Test("payments beside it keep everything, of the same payer too", arguments: StoreKind.all)
    func others(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let other = Shop.payment(2)
            for payment in [Self.payment, other] { try store.sell(payment) }
            let kept = try store.records(of: other)
            try store.erase(Self.payment)
            try store.reopen()
            #expect(try store.records(of: other) == kept)
            #expect(try store.found("Wilhelmina") == [other])
            try store.mustBeProvable()
        }
    }
}

extension OpenStore {
    /// A payment that tells of its payer in three places.
    @discardableResult
    fileprivate func sell(_ id: PaymentID) throws -> [DecisionPlace] {
        try write(id) { batch in
            let create = Shop.create(details: Shop.details("for Wilhelmina"))
            let names = ["Wilhelmina", id == Shop.payment(1) ? "ORDER-1" : "ORDER-2"]
            let places = [
                batch.decide(create, on: id, notifying: ["a"], names: names),
                batch.decide(Shop.approve(), on: id, notifying: ["a"]),
                batch.decide(
                    Shop.capture(.nok(200_00), details: Shop.details("her parcel")), on: id, notifying: ["a"]),
            ]
            batch.attempts = [
                DeliveryAttempt(
                    place: DeliveryPlace(payment: id, sequence: 1, endpoint: "a"), number: 1, at: Shop.opening,
                    took: .zero, status: 500, note: "", next: Shop.opening + .minutes(1),
                    request: SentRequest(
                        url: "https://shop.example/", headers: [], body: Array("Wilhelmina pays".utf8)))
            ]
            return places
        }
    }

    fileprivate func erase(_ id: PaymentID) throws {
        let nobody = Shop.amend(PayerErasureTests.nobody)
        try write(
            id, spoiling: { $0.erased = [id: 4] },
            { batch in _ = batch.decide(nobody, on: id, notifying: ["a"], names: ["ORDER-1"]) })
    }

    fileprivate func records(of id: PaymentID = Shop.payment(1)) throws -> [EventRecord] {
        try database.auditSource().events(of: id).get()
    }

    fileprivate func balance() throws -> [AccountBalance] { try reader().trialBalance(of: Shop.merchant) }

    fileprivate func found(_ text: String) throws -> [PaymentID] {
        guard let name = SearchName(text) else { return [] }
        return try database.finder().payments(of: Shop.merchant, named: name, limit: 10).map(\.id)
    }

    fileprivate func audited() throws -> [String] {
        var audit = Audit(of: try database.auditSource(), outbox: Endpoints("a"))
        try audit.run()
        return audit.report.findings
    }

    fileprivate func mustBeProvable() throws { #expect(try audited() == []) }
}
