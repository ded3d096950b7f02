import Ledger
import TestWorld
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "an amount from outside is between nothing and the limit",
        arguments: [
            (.min, false), (-1, false), (0, true), (1, true), (Money.limit, true), (Money.limit + 1, false),
            (.max, false),
        ] as [(Int64, Bool)])
    func range(_ minorUnits: Int64, _ exists: Bool) {
        let money = Money(checked: minorUnits, .nok)
        #expect((money != nil) == exists)
        if let money { #expect(money.minorUnits == minorUnits && money.currency == .nok) }
    }

    @Test("adding and subtracting are exact, up to the limit and down to nothing")
    func arithmetic() {
        #expect(.nok(499_00) + .nok(1_00) == Money.nok(500_00))
        #expect(.nok(500_00) - .nok(1) == Money.nok(499_99))
        #expect(.jpy(Money.limit - 1) + .jpy(1) == Money.jpy(Money.limit))
        #expect(.jpy(Money.limit) - .jpy(Money.limit) == Money.zero(.jpy))
    }

    @Test("amounts of one currency are in order")
    func order() {
        #expect(Money.nok(1) < .nok(2))
        #expect(Money.nok(2) <= .nok(2))
        #expect(!(Money.nok(2) < .nok(2)))
        #expect([Money.nok(3), .nok(1), .nok(2)].max() == .nok(3))
    }

    @Test("the same number in two currencies is not the same amount")
    func currenciesDiffer() {
        #expect(Money.nok(5) != .sek(5))
        #expect(Money.zero(.nok) != .zero(.sek))
        #expect(Set([Money.nok(5), .sek(5), .nok(5)]).count == 2)
    }

    @Test("only nothing is zero")
    func zero() {
        #expect(Money.zero(.eur).isZero)
        #expect(!Money.eur(1).isZero)
    }

    @Test("an amount is told with its currency and its decimals")
    func description() {
        #expect("\(Money.nok(499_00))" == "NOK 499.00")
        #expect("\(Money.jpy(500))" == "JPY 500")
    }
}

/// Each of these is a bug of ours that must not become a wrong amount: `decide` refuses before it calculates.
@Suite("Impossible money stops the program")
struct ImpossibleMoneyTests {
    @Test("adding two currencies")
    func addition() async {
        await #expect(processExitsWith: .failure) { _ = .nok(1) + Money.eur(1) }
    }

    @Test("subtracting one currency from another")
    func subtraction() async {
        await #expect(processExitsWith: .failure) { _ = .nok(1) - Money.eur(1) }
    }

    @Test("comparing two currencies")
    func comparison() async {
        await #expect(processExitsWith: .failure) { _ = Money.nok(1) < Money.eur(2) }
    }

    @Test("going below zero")
    func belowZero() async {
        await #expect(processExitsWith: .failure) { _ = .nok(1) - Money.nok(2) }
    }

    @Test("a sum beyond the limit")
    func beyondLimit() async {
        await #expect(processExitsWith: .failure) { _ = .nok(Money.limit) + Money.nok(1) }
    }

    @Test("building an amount below zero, or beyond the limit")
    func outOfRange() async {
        await #expect(processExitsWith: .failure) { _ = Money(minorUnits: -1, currency: .nok) }
        await #expect(processExitsWith: .failure) { _ = Money(minorUnits: Money.limit + 1, currency: .nok) }
    }
}
