import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: what is committed stays, what is not leaves nothing", .timeLimit(.minutes(5)))
struct DurabilityTests {
    private let payment = Shop.payment(1)

    @Test("a committed batch survives a shutdown and a lost process alike", arguments: StoreKind.all, [true, false])
    func survivesReopening(_ kind: StoreKind, closing: Bool) throws {
        try withStore(kind) { store in
            let place = try store.write(payment, claims: [Shop.digest(1)]) { batch in
                let place = batch.decide(Shop.create(terms: openForAnHour, details: Shop.details("cart")), on: payment)
                batch.claims[Shop.digest(1)] = ClaimRecord(
                    merchant: Shop.merchant, fingerprint: [1], expiresAt: nil, outcome: .accepted(place))
                return place
            }
            let before = try store.load(payment, claims: [Shop.digest(1)], deadlines: [abandonment])
            try store.reopen(closing: closing)
            let after = try store.load(payment, claims: [Shop.digest(1)], deadlines: [abandonment])
            #expect(after.payments == before.payments)
            #expect(after.payments[payment]?.payment.details == Shop.details("cart"))
            #expect(after.claims[Shop.digest(1)]?.outcome == .accepted(place))
            #expect(after.deadlines == [abandonment])
            #expect(after.lastBatch == before.lastBatch)
            #expect(try store.reader().events(of: payment).count == 1)
        }
    }

    @Test("a refused batch leaves nothing: no event, payment, claim, deadline or number", arguments: StoreKind.all)
    func refusedLeavesNothing(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            #expect(throws: StoreError.self) {
                try store.write(payment, spoiling: { $0.payments[0].payment.state.captured = 1 }) { batch in
                    let place = batch.decide(Shop.create(terms: openForAnHour), on: payment)
                    batch.claims[Shop.digest(1)] = ClaimRecord(
                        merchant: Shop.merchant, fingerprint: [], expiresAt: nil, outcome: .accepted(place))
                }
            }
            let left = try store.load(payment, claims: [Shop.digest(1)], deadlines: [abandonment])
            #expect(left.payments.isEmpty && left.claims.isEmpty && left.deadlines.isEmpty)
            #expect(left.lastBatch == .first)
            #expect(try !store.store.holds(batch: 1))
            #expect(try store.reader().events(of: payment).isEmpty)
        }
    }

    @Test("after a refused batch the next one is written", arguments: StoreKind.all)
    func nextGoesOn(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            #expect(throws: StoreError.self) {
                try store.write(payment, spoiling: { $0.payments[0].payment.state.captured = 1 }) { batch in
                    _ = batch.decide(Shop.create(), on: payment)
                }
            }
            try store.write(payment) { _ = $0.decide(Shop.create(), on: payment) }
            #expect(try store.reader().payment(payment) != nil)
            #expect(try store.load().lastBatch.number == 1)
        }
    }

    @Test("an empty batch writes nothing, not even a number", arguments: StoreKind.all)
    func emptyWritesNothing(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { _ in }
            #expect(try store.load().lastBatch == .first)
            #expect(try !store.store.holds(batch: 1))
        }
    }

    @Test("a store holds the batches that landed, and no others", arguments: StoreKind.all)
    func holds(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { _ = $0.decide(Shop.create(), on: payment) }
            try store.write(payment) { _ = $0.decide(Shop.approve(), on: payment) }
            try store.reopen()
            #expect(try store.store.holds(batch: 1))
            #expect(try store.store.holds(batch: 2))
            #expect(try !store.store.holds(batch: 3))
            #expect(try !store.store.holds(batch: 0))
        }
    }

    @Test("each batch seals its events to the batch before", arguments: StoreKind.all)
    func sealsChain(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            for command in [Shop.create(), Shop.approve(), Shop.capture(.nok(1_00))] {
                try store.write(payment) { _ = $0.decide(command, on: payment) }
            }
            var seals: [BatchSeal] = []
            var previous = BatchSeal.first
            try store.database.auditSource().batches { _, seal, hashes in
                seals.append(seal)
                #expect(hashes.count == 1)
                #expect(seal == EventChain.seal(hashes, after: previous))
                previous = seal
            }
            #expect(seals.map(\.number) == [1, 2, 3])
            #expect(try store.load().lastBatch == seals.last)
        }
    }

    private var openForAnHour: Terms {
        var terms = Terms()
        terms.openFor = .hours(1)
        return terms
    }

    private var abandonment: Deadline {
        Deadline(due: Shop.opening + .hours(1), merchant: Shop.merchant, payment: payment, kind: .abandon)
    }
}
