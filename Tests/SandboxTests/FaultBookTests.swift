import PaymentCore
import Sandbox
import Testing

private let mollie = WireName("mollie")
private let merchant = MerchantID(high: 1, low: 1)
private let other = MerchantID(high: 1, low: 2)

@Suite("Fault book")
struct FaultBookTests {
    private let book = FaultBook()

    private func add(
        _ effect: FaultEffect, _ number: UInt64 = 1, _ change: (inout FaultRule.Wish) -> Void = { _ in }
    ) -> FaultID {
        var wish = FaultRule.Wish(effect)
        change(&wish)
        let id = FaultID(high: 0, low: number)
        #expect(book.add(FaultRule(id, wish), of: merchant))
        return id
    }

    /// Which of so many captures are struck.
    private func struck(_ count: Int) -> [Int] {
        (1...count).filter { _ in book.request(.capture, on: mollie, of: merchant) != nil }
    }

    @Test("a rule strikes once unless told otherwise, and only what it is about")
    func once() {
        let id = add(.request(.loseAnswer)) {
            $0.wire = mollie
            $0.operation = .capture
        }
        #expect(book.request(.refund, on: mollie, of: merchant) == nil)
        #expect(book.request(.capture, on: WireName("holdfast"), of: merchant) == nil)
        #expect(book.request(.capture, on: nil, of: merchant) == nil)
        #expect(book.webhook(about: .capture, on: mollie, of: merchant) == nil)
        let hit = book.request(.capture, on: mollie, of: merchant)
        #expect(hit?.fault == .loseAnswer && hit?.rule == id)
        #expect(book.request(.capture, on: mollie, of: merchant) == nil)
        let rule = book.rules(of: merchant)[0]
        #expect((rule.matched, rule.struck, rule.left) == (2, 1, 0))
    }

    @Test("a rule never touches another merchant")
    func isolation() {
        let id = add(.request(.dropBefore))
        #expect(book.request(.capture, on: mollie, of: other) == nil)
        #expect(book.rules(of: other).isEmpty)
        #expect(!book.remove(id, of: other))
        book.removeAll(of: other)
        book.forget(other)
        #expect(book.rules(of: merchant).map(\.matched) == [0])
    }

    @Test("it begins with the nth and strikes so many times")
    func nthAndTimes() {
        _ = add(.request(.loseAnswer)) {
            $0.nth = 3
            $0.times = 2
        }
        #expect(struck(10) == [3, 4])
    }

    @Test("of several rules the oldest strikes; the others have counted too")
    func several() {
        let first = add(.request(.loseAnswer), 1)
        let second = add(.request(.dropBefore), 2) { $0.nth = 2 }
        #expect(book.request(.read, on: nil, of: merchant)?.rule == first)
        #expect(book.request(.read, on: nil, of: merchant)?.rule == second)
        #expect(book.rules(of: merchant).map(\.left) == [0, 0])
    }

    @Test("chance strikes about its share, and a seed strikes the same ones again")
    func chance() {
        func run(seed: UInt32) -> [Int] {
            book.removeAll(of: merchant)
            _ = add(.request(.loseAnswer)) {
                $0.chance = 20
                $0.times = 1_000
                $0.seed = seed
            }
            return struck(1_000)
        }
        let first = run(seed: 7)
        #expect((120...280).contains(first.count))
        #expect(run(seed: 7) == first)
        #expect(run(seed: 8) != first)
    }

    @Test("webhooks have rules of their own")
    func webhooks() {
        _ = add(.webhook(.duplicate)) { $0.operation = .capture }
        #expect(book.request(.capture, on: mollie, of: merchant) == nil)
        #expect(book.webhook(about: .authorize, on: mollie, of: merchant) == nil)
        #expect(book.webhook(about: .capture, on: mollie, of: merchant)?.fault == .duplicate)
        #expect(book.webhook(about: .capture, on: mollie, of: merchant) == nil)
    }

    @Test("there are at most 100 rules, of which those that struck out make room")
    func limit() {
        for number in 1...FaultBook.ruleLimit { _ = add(.request(.loseAnswer), UInt64(number)) }
        let one = FaultRule(FaultID(high: 0, low: 1_000), FaultRule.Wish(.request(.dropBefore)))
        #expect(!book.add(one, of: merchant))
        #expect(book.add(one, of: other))
        #expect(book.request(.capture, on: mollie, of: merchant)?.rule == FaultID(high: 0, low: 1))
        #expect(book.add(one, of: merchant))
        #expect(book.rules(of: merchant).count == FaultBook.ruleLimit)
    }

    @Test("the last 200 strikes are remembered, of one payment when it is named")
    func strikes() {
        let payment = PaymentID(high: 5, low: 5)
        for number in 1...250 {
            book.note(
                FaultStrike(
                    at: Instant(milliseconds: Int64(number)), rule: nil, effect: .request(.loseAnswer), wire: mollie,
                    operation: .capture, payment: number == 249 ? payment : nil),
                of: merchant)
        }
        #expect(book.strikes(of: merchant).map(\.at.milliseconds) == Array(51...250))
        #expect(book.strikes(of: merchant, about: payment).map(\.at.milliseconds) == [249])
        #expect(book.strikes(of: other).isEmpty)
    }

    @Test("merchants with rules are bounded too; one whose rules have struck out makes room")
    func merchants() {
        let rule = FaultRule(FaultID(high: 0, low: 1), FaultRule.Wish(.request(.loseAnswer)))
        for number in 1...FaultBook.merchantLimit {
            #expect(book.add(rule, of: MerchantID(high: 7, low: UInt64(number))))
        }
        #expect(!book.add(rule, of: merchant))
        #expect(book.request(.capture, on: mollie, of: MerchantID(high: 7, low: 5)) != nil)
        #expect(book.add(rule, of: merchant))
        #expect(book.rules(of: MerchantID(high: 7, low: 5)).isEmpty)
    }
}
