import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: webhooks on their way", .timeLimit(.minutes(1)))
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
            #expect(try reader.deliveries(of: Shop.merchant, dueBy: before, limit: 10, excluding: []).isEmpty)
            let due = try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, limit: 10, excluding: [])
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
            let due = { try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, limit: 10, excluding: []) }
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
            #expect(try reader.deliveries(of: Shop.merchant, dueBy: later, limit: 10, excluding: []) == [again])
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

    @Test("endpoints that are left out do not hold up others", arguments: StoreKind.all)
    func excluding(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let names = ["a", "b \"quoted\"", "c \\ slashed", "ø", "with\nbreak"]
            try store.write(Self.payment) { batch in
                batch.decide(Shop.create(), on: Self.payment, notifying: names)
            }
            let reader = try store.database.deliveryReader()
            for name in names {
                let others = try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, limit: 10, excluding: [name])
                #expect(Set(others.map(\.place.endpoint)) == Set(names).subtracting([name]))
            }
            #expect(
                try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, limit: 10, excluding: Set(names)).isEmpty)
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
            let due = try reader.deliveries(
                of: Shop.merchant, dueBy: Shop.opening + .seconds(8), limit: 3, excluding: [])
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
