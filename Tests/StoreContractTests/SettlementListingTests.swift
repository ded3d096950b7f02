import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: settlements", .timeLimit(.minutes(5)))
struct SettlementListingTests {
    private static let day = Interval.days(1)
    private static let all = Page(from: nil, limit: 10, order: .oldestFirst)

    /// Payments 1 and 2 and 4 are captured on the first day, 3 in another currency, 5 by another merchant; 1 is refunded
    /// in part on the second day.
    private func settled(_ kind: StoreKind, _ body: (any PaymentReader) throws -> Void) throws {
        try withStore(kind) { store in
            let payments = (1...5).map { Shop.payment($0) }
            var terms = Terms()
            terms.settlesEvery = Self.day
            for (number, id) in payments.enumerated() {
                let amount = number == 2 ? Money.eur(70_00) : .nok(100_00)
                let merchant = number == 4 ? Shop.otherMerchant : Shop.merchant
                try store.write(id) { batch in
                    let account = number == 4 ? Shop.otherAccount : Shop.account
                    batch.decide(Shop.create(amount, account: account, merchant: merchant, terms: terms), on: id)
                    batch.decide(Shop.approve(terms: terms), on: id)
                    batch.decide(Shop.capture(nil), on: id)
                }
            }
            for id in payments {
                try store.write(at: Shop.opening + Self.day, id) { _ = $0.decide(.settle, on: id) }
            }
            try store.write(at: Shop.opening + Self.day, payments[0]) { batch in
                _ = batch.decide(Shop.refund(.nok(30_00)), on: payments[0])
            }
            try store.write(at: Shop.opening + .days(2), payments[0]) { _ = $0.decide(.settle, on: payments[0]) }
            try body(store.reader())
        }
    }

    @Test("a merchant's settlements come newest first, each with its net and its payments", arguments: StoreKind.all)
    func list(_ kind: StoreKind) throws {
        try settled(kind) { reader in
            let found = try reader.settlements(of: Shop.merchant, page: SettlementPage(limit: 10))
            #expect(found.map(\.id) == found.map(\.id).sorted(by: >))
            #expect(found.first?.net == -30_00 && found.first?.payments == 1)
            #expect(Set(found.dropFirst().map(\.net)) == [300_00, 70_00])
            #expect(Set(found.map(\.currency.code)) == ["NOK", "EUR"])
            #expect(found.allSatisfy { $0.account == Shop.account && $0.merchant == Shop.merchant })
            let other = try reader.settlements(of: Shop.otherMerchant, page: SettlementPage(limit: 10))
            #expect(other.map(\.net) == [100_00] && !found.contains(other[0]))
        }
    }

    @Test("a page begins with the settlement that is named, either way, in one account", arguments: StoreKind.all)
    func pages(_ kind: StoreKind) throws {
        try settled(kind) { reader in
            let found = try reader.settlements(of: Shop.merchant, page: SettlementPage(limit: 10))
            let second = SettlementPage(from: found[1].id, limit: 1)
            #expect(try reader.settlements(of: Shop.merchant, page: second) == [found[1]])
            let back = SettlementPage(account: Shop.account, from: found[1].id, limit: 5, order: .oldestFirst)
            #expect(try reader.settlements(of: Shop.merchant, page: back) == [found[1], found[0]])
            let elsewhere = SettlementPage(account: Shop.otherAccount, limit: 5)
            #expect(try reader.settlements(of: Shop.merchant, page: elsewhere).isEmpty)
            #expect(try reader.settlement(found[0].id) == found[0])
            #expect(try reader.settlement(SettlementID(high: 1, low: 1)) == nil)
        }
    }

    @Test("the payments of a settlement come in the order of its events, in pages", arguments: StoreKind.all)
    func payments(_ kind: StoreKind) throws {
        try settled(kind) { reader in
            let page = SettlementPage(limit: 10)
            let id = try #require(try reader.settlements(of: Shop.merchant, page: page).first { $0.net == 300_00 }?.id)
            let (one, two, four) = (Shop.payment(1), Shop.payment(2), Shop.payment(4))
            let ids = { (page: Page) in try reader.payments(settledBy: id, page: page).map(\.id) }
            #expect(try ids(Self.all) == [one, two, four])
            #expect(try ids(Page(from: two, limit: 1, order: .oldestFirst)) == [two])
            #expect(try ids(Page(from: two, limit: 9, order: .newestFirst)) == [two, one])
            #expect(try ids(Page(from: nil, limit: 2, order: .newestFirst)) == [four, two])
            #expect(try ids(Page(from: Shop.payment(5), limit: 9, order: .newestFirst)).isEmpty)
        }
    }
}
