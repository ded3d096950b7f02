import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: the last line of defence", .timeLimit(.minutes(5)))
struct ConstraintTests {
    private static let payment = Shop.payment(1)

    /// A batch that the engine would never write. The payment is authorized over 500.00 and captured over 200.00.
    struct Spoiled: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spoil: @Sendable (inout CommitBatch) -> Void

        init(_ name: String, _ spoil: @escaping @Sendable (inout CommitBatch) -> Void) {
            testDescription = name
            self.spoil = spoil
        }

        static let all = [
            Spoiled("I1: captured beyond authorized") { $0.payments[0].payment.state.captured = 500_01 },
            Spoiled("I1: captured and released beyond authorized") { $0.payments[0].payment.state.released = 300_01 },
            Spoiled("I1: captured, released and a pending capture beyond authorized") {
                $0.payments[0].payment.state.pending = [pending(.capture(.nok(300_01), []))]
            },
            Spoiled("I1: a pending release beyond what is left") {
                $0.payments[0].payment.state.pending = [pending(.void(.nok(300_01)))]
            },
            Spoiled("I1: an amount below zero") { $0.payments[0].payment.state.released = -1 },
            Spoiled("I2: refunded beyond captured") { $0.payments[0].payment.state.refunded = 200_01 },
            Spoiled("I2: a pending refund beyond what is captured") {
                $0.payments[0].payment.state.pending = [pending(.refund(.nok(200_01)))]
            },
            Spoiled("I6: two outbox rows for one event and endpoint") {
                $0.events[0] = rewritten($0.events[0], endpoints: ["a", "a"])
            },
            Spoiled("I8: an event that skips a number") { $0.events[0] = rewritten($0.events[0], sequence: 5) },
            Spoiled("I8: an event whose number is taken") { $0.events[0] = rewritten($0.events[0], sequence: 3) },
            Spoiled("I8: a second birth") { $0.events[0] = rewritten($0.events[0], sequence: 1) },
            Spoiled("a batch whose number is taken") {
                $0 = renumbered($0, BatchSeal(number: 1, digest: $0.seal.digest))
            },
            Spoiled("I10: another account") { $0.payments[0] = reborn($0.payments[0], account: Shop.otherAccount) },
            Spoiled("I10: another merchant") { $0.payments[0] = reborn($0.payments[0], merchant: Shop.otherMerchant) },
            Spoiled("I10: another currency") { $0.payments[0] = reborn($0.payments[0], currency: .eur) },
        ]
    }

    @Test("a batch that breaks a rule is refused whole", arguments: StoreKind.all, Spoiled.all)
    func refused(_ kind: StoreKind, _ spoiled: Spoiled) throws {
        try withStore(kind) { store in
            let neighbour = Shop.payment(2)
            try store.write(Self.payment) { batch in
                batch.decide(Shop.create(.nok(500_00)), on: Self.payment)
                batch.decide(Shop.approve(), on: Self.payment)
            }
            try store.write(Self.payment) { _ = $0.decide(Shop.capture(.nok(200_00)), on: Self.payment) }
            let before = try store.load(Self.payment)
            #expect(throws: StoreError.self) {
                try store.write(Self.payment, neighbour, spoiling: spoiled.spoil) { batch in
                    batch.decide(Shop.amend("spoiled"), on: Self.payment)
                    batch.decide(Shop.create(), on: neighbour)
                }
            }
            let after = try store.load(Self.payment, neighbour)
            #expect(after.payments == before.payments)
            #expect(after.lastBatch == before.lastBatch)
            #expect(try store.reader().events(of: Self.payment).count == 3)
            #expect(try store.database.audit().findings == [])
        }
    }

    private static func pending(_ order: Operation.Order) -> Operation {
        Operation(id: Shop.operation(1), order: order, state: .pending, startedAt: Shop.opening)
    }

    private static func rewritten(_ record: EventRecord, sequence: Int? = nil, endpoints: [String] = []) -> EventRecord
    {
        let event = Event(
            payment: record.event.payment, sequence: sequence ?? record.event.sequence, at: record.event.at,
            fact: record.event.fact, details: record.event.details)
        return EventRecord(
            event: event, state: record.state, salt: record.salt, commitment: record.commitment, hash: record.hash,
            endpoints: endpoints)
    }

    private static func renumbered(_ commit: CommitBatch, _ seal: BatchSeal) -> CommitBatch {
        var other = CommitBatch(seal: seal, at: commit.at)
        other.events = commit.events
        other.payments = commit.payments
        return other
    }

    private static func reborn(
        _ record: PaymentRecord, account: AccountID? = nil, merchant: MerchantID? = nil, currency: Currency = .nok
    ) -> PaymentRecord {
        let (payment, birth) = (record.payment, record.payment.birth)
        let other = Payment.Birth(
            merchant: merchant ?? birth.merchant, account: account ?? birth.account, wire: birth.wire,
            requested: Money(minorUnits: birth.requested.minorUnits, currency: currency), rail: birth.rail,
            at: birth.at)
        return PaymentRecord(
            payment: Payment(id: payment.id, birth: other, state: payment.state, details: payment.details),
            head: record.head)
    }
}
