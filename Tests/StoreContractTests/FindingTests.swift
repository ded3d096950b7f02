import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: finding payments", .timeLimit(.minutes(1)))
struct FindingTests {
    /// Payment 1 is open, 2 authorized, 3 captured in part, 4 captured; born an hour apart, 1 first.
    private func fill(_ store: OpenStore) throws {
        for number in 1...4 {
            let id = Shop.payment(number)
            try store.write(at: Shop.opening + .hours(Int64(number)), id) { batch in
                let amount: Money = number == 2 ? .eur(500_00) : .nok(Int64(number) * 100_00)
                batch.decide(Shop.create(amount), on: id, names: ["ORDER-\(number)", "Shared \(number % 2)"])
                if number > 1 { batch.decide(Shop.approve(), on: id) }
                if number == 3 { batch.decide(Shop.capture(.nok(50_00)), on: id, names: ["capture-3"]) }
                if number == 4 { batch.decide(Shop.capture(.nok(400_00)), on: id) }
            }
        }
        try store.write(Shop.payment(9)) { batch in
            batch.decide(
                Shop.create(account: Shop.otherAccount, merchant: Shop.otherMerchant), on: Shop.payment(9),
                names: ["ORDER-1"])
        }
    }

    struct Wish: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var filter = PaymentFilter()
        let expected: [Int]

        init(_ name: String, is expected: [Int], _ set: (inout PaymentFilter) -> Void) {
            testDescription = name
            self.expected = expected
            set(&filter)
        }

        static let all = [
            Wish("everything, newest first", is: [4, 3, 2, 1]) { _ in },
            Wish("a phase", is: [2]) { $0.phase = .authorized },
            Wish("captured, which has no index", is: [4]) { $0.phase = .captured },
            Wish("captured in part", is: [3]) { $0.phase = .partiallyCaptured },
            Wish("open", is: [1]) { $0.phase = .open },
            Wish("a wire", is: [4, 3, 2, 1]) { $0.wire = Shop.wire },
            Wish("a wire nobody used", is: []) { $0.wire = WireName("nobody's") },
            Wish("a currency", is: [4, 3, 1]) { $0.currency = Currency(code: "NOK") },
            Wish("an exact amount", is: [3]) { $0.amount = 300_00...300_00 },
            Wish("amounts from and to", is: [4, 3]) { $0.amount = 300_00...400_00 },
            Wish("since a moment, which counts", is: [4, 3]) { $0.since = Shop.opening + .hours(3) },
            Wish("before a moment, which does not", is: [2, 1]) { $0.before = Shop.opening + .hours(3) },
            Wish("all of it at once", is: [3]) {
                $0.wire = Shop.wire
                $0.phase = .partiallyCaptured
                $0.currency = Currency(code: "NOK")
                $0.amount = 300_00...300_00
                $0.since = Shop.opening
                $0.before = Shop.opening + .hours(4)
            },
        ]
    }

    @Test("a filter finds what fits, and nothing of another merchant", arguments: StoreKind.all, Wish.all)
    func filter(_ kind: StoreKind, _ wish: Wish) throws {
        try withStore(kind) { store in
            try fill(store)
            let finder = try store.database.finder()
            let found = try finder.payments(of: Shop.merchant, wish.filter, olderThan: nil, limit: 10)
            #expect(found.payments.map(\.id) == wish.expected.map { Shop.payment($0) })
            #expect(found.next == nil)
        }
    }

    @Test("page after page comes everything once, whatever the filter", arguments: StoreKind.all, Wish.all)
    func pages(_ kind: StoreKind, _ wish: Wish) throws {
        try withStore(kind) { store in
            try fill(store)
            let finder = try store.database.finder()
            var seen: [PaymentID] = []
            var place: BirthPlace?
            repeat {
                let page = try finder.payments(of: Shop.merchant, wish.filter, olderThan: place, limit: 1)
                seen += page.payments.map(\.id)
                place = page.next
            } while place != nil
            #expect(seen == wish.expected.map { Shop.payment($0) })
        }
    }

    @Test("a payment leaves the phase it was in", arguments: StoreKind.all)
    func moves(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try fill(store)
            try store.write(at: Shop.opening + .hours(9), Shop.payment(2)) { batch in
                batch.decide(.void(nil, .rest, .none), on: Shop.payment(2))
            }
            let finder = try store.database.finder()
            var filter = PaymentFilter()
            filter.phase = .authorized
            #expect(try finder.payments(of: Shop.merchant, filter, olderThan: nil, limit: 10).payments.isEmpty)
            filter.phase = .voided
            let voided = try finder.payments(of: Shop.merchant, filter, olderThan: nil, limit: 10).payments
            #expect(voided.map(\.id) == [Shop.payment(2)])
        }
    }

    @Test(
        "a name finds its payment, whole or begun, whatever its case",
        arguments: StoreKind.all,
        [
            ("order-3", [3]), ("ORDER-", [1, 2, 3, 4]), ("  Order-4 ", [4]), ("capture-3", [3]), ("shared 1", [1, 3]),
            ("order-5", []), ("rder", []), ("%", []), ("order_", []),
        ])
    func names(_ kind: StoreKind, _ row: (text: String, expected: [Int])) throws {
        try withStore(kind) { store in
            try fill(store)
            let name = try #require(SearchName(row.text))
            let found = try store.database.finder().payments(of: Shop.merchant, named: name, limit: 10)
            #expect(found.map(\.id) == row.expected.map { Shop.payment($0) })
        }
    }

    @Test("what was captured and refunded is told by day and currency", arguments: StoreKind.all)
    func volumes(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try fill(store)
            try store.write(at: Shop.opening + .days(2), Shop.payment(4)) { batch in
                batch.decide(Shop.refund(.nok(25_00)), on: Shop.payment(4))
            }
            let midnight = Instant(milliseconds: Shop.opening.milliseconds / 86_400_000 * 86_400_000)
            let finder = try store.database.finder()
            #expect(
                try finder.volumes(of: Shop.merchant, since: midnight) == [
                    DayVolume(day: midnight, currency: .nok, captured: 450_00, refunded: 0),
                    DayVolume(day: midnight + .days(2), currency: .nok, captured: 0, refunded: 25_00),
                ])
            #expect(try finder.volumes(of: Shop.merchant, since: midnight + .days(1)).count == 1)
            #expect(try finder.volumes(of: Shop.otherMerchant, since: midnight).isEmpty)
        }
    }

    @Test("names that people give end somewhere, and an empty one is none")
    func limits() {
        #expect(SearchName("  ") == nil)
        #expect(SearchName(String(repeating: "é", count: 200))?.text.utf8.count == SearchName.byteLimit)
    }
}
