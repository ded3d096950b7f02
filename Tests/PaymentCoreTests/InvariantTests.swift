import Ledger
import PaymentCore
import TestWorld
import Testing

/// The checks themselves: each broken rule is found, by its number.
@Suite("Invariants are found broken")
struct InvariantTests {
    private func held() throws -> Payment { try Story(authorized: .nok(500_00)).payment }

    private func capture(_ money: Money, _ state: Operation.State = .pending) -> Operation {
        Operation(id: OperationID(high: 1, low: 1), order: .capture(money, []), state: state, startedAt: Story.start)
    }

    private func brokenName(_ check: () throws -> Void) -> String? {
        do {
            try check()
            return nil
        } catch {
            return (error as? InvariantBroken)?.name
        }
    }

    @Test(
        "I1: more is captured, released or reserved than was authorized, or an amount is below zero",
        arguments: [
            { $0.captured = 500_01 }, { $0.released = 500_01 },
            {
                $0.captured = 300_00
                $0.released = 200_01
            }, { $0.captured = -1 }, { $0.released = -1 }, { $0.refunded = -1 },
        ] as [@Sendable (inout Payment.State) -> Void])
    func amounts(_ damage: @Sendable (inout Payment.State) -> Void) throws {
        var payment = try held()
        damage(&payment.state)
        #expect(brokenName { try payment.checkAmounts() } == "I1")
    }

    @Test("I1: pending captures and releases count")
    func pending() throws {
        var payment = try held()
        payment.state.captured = 300_00
        payment.state.pending = [capture(.nok(200_00))]
        #expect(brokenName { try payment.checkAmounts() } == nil)
        payment.state.released = 1
        #expect(brokenName { try payment.checkAmounts() } == "I1")
    }

    @Test("I2: more is refunded or being refunded than was captured")
    func refunds() throws {
        var payment = try held()
        (payment.state.captured, payment.state.refunded) = (100, 101)
        #expect(brokenName { try payment.checkAmounts() } == "I2")
        payment.state.refunded = 60
        let refund = Operation(
            id: OperationID(high: 1, low: 1), order: .refund(.nok(41)), state: .pending, startedAt: Story.start)
        payment.state.pending = [refund]
        #expect(brokenName { try payment.checkAmounts() } == "I2")
    }

    @Test("I4: the books of the events do not give the payment")
    func books() throws {
        let before = try held()
        let event = Event(
            payment: before.id, sequence: 3, at: Story.start, fact: .operation(capture(.nok(100), .succeeded)))
        var after = before
        after.apply(event)
        #expect(brokenName { try Acceptance(payment: after, events: [event]).check(from: before) } == nil)
        after.state.captured += 1
        #expect(brokenName { try Acceptance(payment: after, events: [event]).check(from: before) } == "I4")
        #expect(brokenName { try Acceptance(payment: after, events: []).check(from: before) } == "I4")
    }

    @Test(
        "I8: an event is missing, comes twice, or goes back in time",
        arguments: [
            (4, 0, "I8"), (2, 0, "I8"), (3, -1, "I8"), (3, 0, nil), (3, 1, nil),
        ] as [(Int, Int64, String?)])
    func numbering(_ sequence: Int, _ later: Int64, _ broken: String?) throws {
        let before = try held()
        let at = Story.start + Interval(milliseconds: later)
        let event = Event(payment: before.id, sequence: sequence, at: at, fact: .lapsed)
        #expect(brokenName { try Acceptance(payment: before, events: [event]).check(from: before) } == broken)
    }

    @Test("I10: an event of another payment, or another merchant, account or currency than at birth")
    func birth() throws {
        let before = try held()
        let stray = Event(payment: PaymentID(high: 8, low: 8), sequence: 3, at: Story.start, fact: .lapsed)
        #expect(brokenName { try Acceptance(payment: before, events: [stray]).check(from: before) } == "I10")
        let old = before.birth
        let births = [
            Payment.Birth(
                merchant: MerchantID(high: 6, low: 6), account: old.account, wire: old.wire, requested: old.requested,
                rail: old.rail, at: old.at),
            Payment.Birth(
                merchant: old.merchant, account: AccountID(high: 6, low: 6), wire: old.wire, requested: old.requested,
                rail: old.rail, at: old.at),
            Payment.Birth(
                merchant: old.merchant, account: old.account, wire: old.wire, requested: .sek(500_00), rail: old.rail,
                at: old.at),
        ]
        for birth in births {
            let other = Payment(id: before.id, birth: birth, state: before.state, details: before.details)
            #expect(brokenName { try Acceptance(payment: other, events: []).check(from: before) } == "I10")
        }
    }

    @Test("I7: events that do not begin with a birth are no payment, and no events are none")
    func replay() throws {
        let story = try Story(authorized: .nok(500_00))
        #expect(Payment.replaying(story.events) == story.payment)
        #expect(Payment.replaying(story.events.dropFirst()) == nil)
        #expect(Payment.replaying([]) == nil)
    }
}
