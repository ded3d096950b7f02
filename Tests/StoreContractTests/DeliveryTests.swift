import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: webhooks on their way", .timeLimit(.minutes(5)))
struct DeliveryTests {
    private static let payment = Shop.payment(1)

    @Test("an event waits for each of its endpoints, from its own instant on", arguments: StoreKind.all)
    func waits(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(Self.payment) { batch in
                batch.decide(Shop.create(), on: Self.payment, notifying: ["a", "b"])
            }
            let reader = try store.database.deliveryReader()
            let before = Instant(milliseconds: Shop.opening.milliseconds - 1)
            #expect(try reader.deliveries(of: Shop.merchant, dueBy: before, after: nil, limit: 10).isEmpty)
            let due = try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, after: nil, limit: 10)
            #expect(Set(due) == [Self.waiting(1, "a"), Self.waiting(1, "b")])
            #expect(try reader.nextDelivery(of: Shop.merchant) == Shop.opening)
        }
    }

    @Test("an endpoint hears of a payment in order: the next event waits for the one before", arguments: StoreKind.all)
    func inOrder(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(Self.payment) { batch in
                batch.decide(Shop.create(), on: Self.payment, notifying: ["a"])
                batch.decide(Shop.approve(), on: Self.payment, notifying: ["a", "b"])
            }
            let reader = try store.database.deliveryReader()
            let due = { try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, after: nil, limit: 10) }
            #expect(Set(try due()) == [Self.waiting(1, "a"), Self.waiting(2, "b")])
            // It failed and will be tried again: the second event still waits.
            try store.write { $0.attempts = [Self.attempt(1, next: Shop.opening + .minutes(1))] }
            #expect(try due() == [Self.waiting(2, "b")])
            try store.write { $0.attempts = [Self.attempt(2, next: nil)] }
            #expect(Set(try due()) == [Self.waiting(2, "a"), Self.waiting(2, "b")])
        }
    }

    @Test("a failed attempt says when to try again; a delivered or hopeless one is done", arguments: StoreKind.all)
    func attempts(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(Self.payment) { batch in
                batch.decide(Shop.create(), on: Self.payment, notifying: ["a"])
            }
            let later = Shop.opening + .minutes(1)
            let (first, second) = (Self.attempt(1, next: later), Self.attempt(2, next: nil))
            try store.write { $0.attempts = [first] }
            let reader = try store.database.deliveryReader()
            #expect(try reader.nextDelivery(of: Shop.merchant) == later)
            let again = WaitingDelivery(place: first.place, due: later, attempts: 1)
            #expect(try reader.deliveries(of: Shop.merchant, dueBy: later, after: nil, limit: 10) == [again])
            try store.write { $0.attempts = [second] }
            #expect(try reader.nextDelivery(of: Shop.merchant) == nil)
            #expect(try reader.attempts(of: Self.payment) == [first, second])
            #expect(try reader.attempts(of: Shop.payment(2)).isEmpty)
        }
    }

    @Test("an attempt that is recorded twice, or too late, changes nothing", arguments: StoreKind.all)
    func repeated(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(Self.payment) { batch in
                batch.decide(Shop.create(), on: Self.payment, notifying: ["a"])
            }
            let first = Self.attempt(1, next: Shop.opening + .minutes(1))
            try store.write { $0.attempts = [first, Self.attempt(2, next: nil)] }
            try store.write { $0.attempts = [first] }
            let reader = try store.database.deliveryReader()
            #expect(try reader.nextDelivery(of: Shop.merchant) == nil)
            #expect(try reader.attempts(of: Self.payment).map(\.number) == [1, 2])
        }
    }

    @Test("read in stretches, each is met once and none is left out", arguments: StoreKind.all)
    func stretches(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            // Due together, so that payment, event and endpoint tell them apart.
            let names = ["a", "b \"quoted\"", "c", "ø"]
            for number in 1...3 {
                let id = Shop.payment(number)
                try store.write(at: Shop.opening + .seconds(number == 1 ? 1 : 0), id) { batch in
                    batch.decide(Shop.create(), on: id, notifying: names)
                    batch.decide(Shop.approve(), on: id, notifying: ["last"])
                }
            }
            let reader = try store.database.deliveryReader()
            let now = Shop.opening + .seconds(1)
            let all = try reader.deliveries(of: Shop.merchant, dueBy: now, after: nil, limit: 100)
            #expect(Set(all).count == 15)
            for limit in [1, 4, 15] {
                var met: [WaitingDelivery] = []
                while case let next = try reader.deliveries(
                    of: Shop.merchant, dueBy: now, after: met.last, limit: limit), !next.isEmpty
                {
                    met += next
                }
                #expect(met == all)
            }
        }
    }

    @Test(
        "looked at a few rows at a time, each that may go is met once, however many wait behind it",
        arguments: StoreKind.all)
    func among(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            for number in 1...3 {
                let id = Shop.payment(number)
                try store.write(id) { batch in
                    batch.decide(Shop.create(), on: id, notifying: ["a"])
                    batch.decide(Shop.approve(), on: id, notifying: ["a", "b"])
                    for _ in 1...4 { batch.decide(Shop.capture(.nok(1_00)), on: id, notifying: ["a"]) }
                }
            }
            let reader = try store.database.deliveryReader()
            let all = try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, after: nil, limit: 100)
            #expect(all.count == 6)
            for rows in [1, 2, 5, 100] {
                var met: [WaitingDelivery] = []
                var end: WaitingDelivery?
                repeat {
                    let stretch = try reader.deliveries(
                        of: Shop.merchant, dueBy: Shop.opening, after: end, among: rows)
                    #expect(stretch.due.count <= rows)
                    met += stretch.due
                    end = stretch.end
                } while end != nil
                #expect(met == all)
            }
        }
    }

    @Test("the earliest come first, and no more than asked for", arguments: StoreKind.all)
    func earliest(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            for number in 1...5 {
                let id = Shop.payment(number)
                try store.write(at: Shop.opening + .seconds(Int64(10 - number)), id) { batch in
                    batch.decide(Shop.create(), on: id, notifying: ["a"])
                }
            }
            let reader = try store.database.deliveryReader()
            let due = try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening + .seconds(8), after: nil, limit: 3)
            #expect(due.map(\.place.payment) == [5, 4, 3].map { Shop.payment($0) })
        }
    }

    private static func waiting(_ sequence: Int, _ endpoint: String) -> WaitingDelivery {
        WaitingDelivery(
            place: DeliveryPlace(payment: payment, sequence: sequence, endpoint: endpoint), due: Shop.opening,
            attempts: 0)
    }

    private static func attempt(_ number: Int, next: Instant?) -> DeliveryAttempt {
        DeliveryAttempt(
            place: DeliveryPlace(payment: payment, sequence: 1, endpoint: "a"), number: number, at: Shop.opening,
            took: Interval(milliseconds: 12), status: number == 1 ? nil : 200, note: "", next: next)
    }
}
