import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: reading events and lists", .timeLimit(.minutes(5)))
struct ListingTests {
    @Test("a payment's events come oldest first, with their details, however payments mix", arguments: StoreKind.all)
    func events(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let (one, two) = (Shop.payment(1), Shop.payment(2))
            try store.write(one, two) { batch in
                batch.decide(Shop.create(details: Shop.details("first")), on: one)
                batch.decide(Shop.create(), on: two)
                batch.decide(Shop.amend("second"), on: one)
            }
            try store.write(one, two) { batch in
                batch.decide(Shop.approve(), on: two)
                batch.decide(Shop.approve(), on: one)
            }
            let events = try store.reader().events(of: one)
            #expect(events.map(\.sequence) == [1, 2, 3])
            #expect(events.map(\.details) == [Shop.details("first"), Shop.details("second"), .none])
            #expect(Payment.replaying(events) == (try store.reader().payment(one)))
            #expect(try store.reader().events(of: two).map(\.sequence) == [1, 2])
        }
    }

    @Test("what does not exist has no payment and no events", arguments: StoreKind.all)
    func unknown(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let reader = try store.reader()
            #expect(try reader.payment(Shop.payment(1)) == nil)
            #expect(try reader.events(of: Shop.payment(1)).isEmpty)
            #expect(try store.load(Shop.payment(1)).payments.isEmpty)
        }
    }

    /// Payments 1, 3, 5 and 7 are the account's.
    struct Stretch: Sendable, CustomTestStringConvertible {
        let page: Page
        let expected: [Int]

        init(_ order: Page.Order, from: Int? = nil, limit: Int, is expected: [Int]) {
            page = Page(from: from.map { Shop.payment($0) }, limit: limit, order: order)
            self.expected = expected
        }

        var testDescription: String {
            "\(page.order) from \(page.from.map { "\($0.high)" } ?? "the end"), \(page.limit)"
        }

        static let all = [
            Stretch(.oldestFirst, limit: 10, is: [1, 3, 5, 7]),
            Stretch(.newestFirst, limit: 10, is: [7, 5, 3, 1]),
            Stretch(.oldestFirst, limit: 2, is: [1, 3]),
            Stretch(.newestFirst, limit: 3, is: [7, 5, 3]),
            Stretch(.oldestFirst, from: 3, limit: 2, is: [3, 5]),
            Stretch(.newestFirst, from: 5, limit: 2, is: [5, 3]),
            Stretch(.oldestFirst, from: 4, limit: 10, is: [5, 7]),
            Stretch(.newestFirst, from: 4, limit: 10, is: [3, 1]),
            Stretch(.oldestFirst, from: 8, limit: 10, is: []),
            Stretch(.newestFirst, from: 0, limit: 10, is: []),
            Stretch(.newestFirst, from: 7, limit: 0, is: []),
        ]
    }

    @Test(
        "a list holds the account's payments alone, from the one that is named (I10)", arguments: StoreKind.all,
        Stretch.all)
    func list(_ kind: StoreKind, _ stretch: Stretch) throws {
        try withStore(kind) { store in
            for number in [5, 2, 7, 4, 1, 8, 3, 6] {
                let account = number % 2 == 1 ? Shop.account : Shop.otherAccount
                let id = Shop.payment(number)
                try store.write(id) { _ = $0.decide(Shop.create(account: account), on: id) }
            }
            let listed = try store.reader().payments(of: Shop.account, page: stretch.page)
            #expect(listed.map(\.id) == stretch.expected.map { Shop.payment($0) })
        }
    }
}
