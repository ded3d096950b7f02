import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: looking back at webhooks, notices, and sending again", .timeLimit(.minutes(5)))
struct DeliveryHistoryTests {
    private static let subscription = SubscriptionEndpoint(SubscriptionID(high: 7, low: 7))
    private static let notice = DeliveryPlace(
        payment: PaymentID(high: 9, low: 9), sequence: 0, endpoint: subscription.text)
    private static let other = MerchantID(high: 77, low: 77)

    @Test("topics of one subscription are one lane: told one after the other", arguments: StoreKind.all)
    func topics(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let topics = ["a", "b"].map { SubscriptionEndpoint(Self.subscription.id, topic: $0).text }
            let id = Shop.payment(1)
            try store.write(id) { batch in
                batch.decide(Shop.create(), on: id, notifying: topics)
                batch.decide(Shop.approve(), on: id, notifying: [topics[0], "https://shop.example/"])
            }
            let reader = try store.database.deliveryReader()
            let due = {
                try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, after: nil, limit: 10).map(\.place)
            }
            let all = [(1, topics[0]), (1, topics[1]), (2, topics[0])].map { sequence, endpoint in
                DeliveryPlace(payment: id, sequence: sequence, endpoint: endpoint)
            }
            let address = DeliveryPlace(payment: id, sequence: 2, endpoint: "https://shop.example/")
            for place in all {
                #expect(Set(try due()) == [place, address])
                try store.write { $0.attempts = [Self.attempt(place, 1, status: 200, next: nil)] }
            }
            #expect(try due() == [address])
        }
    }

    @Test("a notice waits and is delivered as an event is, for its own merchant", arguments: StoreKind.all)
    func notices(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let key = DocumentKey(Notices.collection(of: Shop.merchant), Self.notice.payment.bytes)
            try store.write {
                $0.documents = [.put(Document(key: key, bytes: [1]))]
                $0.deliveries = [DueDelivery(place: Self.notice, merchant: Shop.merchant, due: Shop.opening)]
            }
            let reader = try store.database.deliveryReader()
            let history = try store.database.deliveryHistory()
            #expect(try reader.nextDeliveries() == [Shop.merchant: Shop.opening])
            #expect(
                try reader.deliveries(of: Shop.merchant, dueBy: Shop.opening, after: nil, limit: 10).map(\.place)
                    == [Self.notice])
            #expect(try reader.deliveries(of: Self.other, dueBy: Shop.opening, after: nil, limit: 10).isEmpty)
            try store.write { $0.attempts = [Self.attempt(Self.notice, 1, status: 200, next: nil)] }
            #expect(try reader.nextDelivery(of: Shop.merchant) == nil)
            let told = DeliveryRecord(place: Self.notice, due: nil, attempts: 1, lastStatus: 200)
            #expect(try history.deliveries(of: Shop.merchant, DeliveryFilter(limit: 10)) == [told])
            #expect(told.state == .delivered)
            #expect(try store.database.audit().isClean)
        }
    }

    @Test("a delivery that has ended is due again, and counts on; nobody else's is", arguments: StoreKind.all)
    func again(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let place = DeliveryPlace(payment: Shop.payment(1), sequence: 1, endpoint: "a")
            try store.write(place.payment) { $0.decide(Shop.create(), on: place.payment, notifying: ["a"]) }
            try store.write { $0.attempts = [Self.attempt(place, 1, status: 500, next: nil)] }
            let later = Shop.opening + .hours(1)
            try store.write { $0.deliveries = [DueDelivery(place: place, merchant: Self.other, due: later)] }
            let reader = try store.database.deliveryReader()
            #expect(try reader.nextDelivery(of: Shop.merchant) == nil)
            try store.write { $0.deliveries = [DueDelivery(place: place, merchant: Shop.merchant, due: later)] }
            #expect(
                try reader.deliveries(of: Shop.merchant, dueBy: later, after: nil, limit: 10)
                    == [WaitingDelivery(place: place, due: later, attempts: 1)])
        }
    }

    @Test("history is found by payment, lane and state, the newest first", arguments: StoreKind.all)
    func history(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            for number in 1...3 {
                let id = Shop.payment(number)
                try store.write(id) { $0.decide(Shop.create(), on: id, notifying: ["a", Self.subscription.text]) }
            }
            let places = (1...3).map { DeliveryPlace(payment: Shop.payment($0), sequence: 1, endpoint: "a") }
            try store.write {
                $0.attempts = [
                    Self.attempt(places[0], 1, status: 200, next: nil),
                    Self.attempt(places[1], 1, status: 404, next: nil),
                ]
            }
            let history = try store.database.deliveryHistory()
            let find = { (filter: DeliveryFilter) in
                try history.deliveries(of: Shop.merchant, filter).map { ($0.place.payment, $0.place.endpoint) }
            }
            let all = try find(DeliveryFilter(limit: 10))
            #expect(all.map(\.0) == [3, 3, 2, 2, 1, 1].map { Shop.payment($0) })
            #expect(try find(DeliveryFilter(limit: 2)).count == 2)
            #expect(try find(DeliveryFilter(payment: Shop.payment(2), limit: 10)).count == 2)
            #expect(try find(DeliveryFilter(lane: Self.subscription.text, limit: 10)).count == 3)
            #expect(try find(DeliveryFilter(state: .delivered, limit: 10)).map(\.0) == [Shop.payment(1)])
            #expect(try find(DeliveryFilter(lane: "a", state: .failed, limit: 10)).map(\.0) == [Shop.payment(2)])
            #expect(try find(DeliveryFilter(lane: "a", state: .pending, limit: 10)).map(\.0) == [Shop.payment(3)])
            #expect(try history.deliveries(of: Self.other, DeliveryFilter(limit: 10)).isEmpty)
            #expect(
                try history.deliveries(of: Self.other, DeliveryFilter(payment: Shop.payment(1), limit: 10)).isEmpty)
        }
    }

    @Test("an attempt keeps what was sent, byte for byte", arguments: StoreKind.all)
    func request(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let place = DeliveryPlace(payment: Shop.payment(1), sequence: 1, endpoint: "a")
            try store.write(place.payment) { $0.decide(Shop.create(), on: place.payment, notifying: ["a"]) }
            let request = SentRequest(
                url: "https://shop.example/", headers: [.init("X", "1"), .init("X", "2")], body: [0, 255, 10])
            let attempt = Self.attempt(place, 1, status: 200, next: nil, request)
            try store.write { $0.attempts = [attempt] }
            #expect(try store.database.deliveryHistory().attempts(of: place.payment) == [attempt])
        }
    }

    private static func attempt(
        _ place: DeliveryPlace, _ number: Int, status: Int?, next: Instant?, _ request: SentRequest? = nil
    ) -> DeliveryAttempt {
        DeliveryAttempt(
            place: place, number: number, at: Shop.opening, took: .zero, status: status, note: "", next: next,
            request: request)
    }
}
