import PaymentCore
import TestWorld
import Testing

@Suite("Names")
struct IdentifierTests {
    @Test("names are ordered by their high half, then by their low half")
    func order() {
        let names = [(0, 0), (0, 1), (0, .max), (1, 0), (.max, 0), (.max, .max)].map { PaymentID(high: $0, low: $1) }
        #expect(names.shuffled().sorted() == names)
    }

    @Test("the same thing that follows from a payment has the same name each time")
    func derived() {
        let payment = PaymentID(high: 5, low: 6)
        let name: OperationID = payment.derived(3)
        #expect(name == payment.derived(3))
        #expect(name.high == payment.high)
    }

    @Test("what follows from one payment, or from two of one millisecond, shares no name", arguments: Seed.panel(8))
    func distinct(_ seed: Seed) {
        var random = seed
        let (first, second) = (PaymentID(high: 5, low: random.next()), PaymentID(high: 5, low: random.next()))
        var names: Set<OperationID> = []
        for ordinal in 1...1_000 {
            names.insert(first.derived(ordinal))
            names.insert(second.derived(ordinal))
        }
        #expect(names.count == 2_000, "\(seed)")
    }
}
