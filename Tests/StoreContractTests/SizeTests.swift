import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: large payments", .timeLimit(.minutes(5)))
struct SizeTests {
    private let payment = Shop.payment(1)

    @Test("details of more than 100 kB are kept byte for byte", arguments: StoreKind.all)
    func largeDetails(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            var seed = Seed(1)
            let (cart, parcel) = (Details(seed.bytes(120_000)), Details(seed.bytes(300_000)))
            try store.write(payment) { batch in
                batch.decide(Shop.create(details: cart), on: payment)
                batch.decide(Shop.approve(), on: payment)
                batch.decide(Shop.capture(nil, details: parcel), on: payment)
            }
            try store.reopen()
            #expect(try store.reader().payment(payment)?.details == cart)
            #expect(try store.load(payment).payments[payment]?.payment.details == cart)
            #expect(try store.reader().events(of: payment).map(\.details) == [cart, .none, parcel])
        }
    }

    @Test("a payment of 1 000 events is read, continued and audited", arguments: StoreKind.all)
    func longHistory(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { batch in
                batch.decide(Shop.create(.nok(2_000_00)), on: payment)
                batch.decide(Shop.approve(), on: payment)
            }
            for _ in 1...10 {
                try store.write(payment) { batch in
                    for _ in 1...100 { batch.decide(Shop.capture(.nok(1_00)), on: payment) }
                }
            }
            let events = try store.reader().events(of: payment)
            #expect(events.map(\.sequence) == Array(1...1_002))
            #expect(Payment.replaying(events) == (try store.reader().payment(payment)))
            let first = DecisionPlace(payment: payment, sequence: 1, eventCount: 1)
            #expect(try store.reader().acceptance(first).payment == Payment(from: events[0]))
            #expect(try store.database.audit().findings == [])
        }
    }

    @Test("a batch writes to many payments at once", arguments: StoreKind.all)
    func wideBatch(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write { batch in
                for number in 1...256 { batch.decide(Shop.create(), on: Shop.payment(number)) }
            }
            let page = Page(from: nil, limit: 1_000, order: .oldestFirst)
            let listed = try store.reader().payments(of: Shop.account, page: page)
            #expect(listed.map(\.id) == (1...256).map { Shop.payment($0) })
        }
    }
}
