import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Settlement: what is payable is paid out")
struct SettlementTests {
    private static let daily = Terms { $0.settlesEvery = .days(1) }
    private static let midnight = Story.start + .days(1)

    @Test("what was captured is paid out at the next midnight: Dr payable / Cr settled (I4)")
    func paidOut() throws {
        let story = try Story(authorized: .nok(500_00), Self.daily)
        try story.letPass(.hours(5))
        try story.capture(.nok(200_00))
        #expect(story.payment.settlesAt == Self.midnight)
        #expect(try story.letPass(.hours(19)) == [.settle])
        #expect(story.payment.state.settled == 200_00)
        #expect(story.books.payable == .nok(0))
        #expect(story.books.balance(of: .settledToMerchant) == -200_00)
        #expect(story.payment.settlesAt == nil)
    }

    @Test("captures and refunds of a day are settled together, and a refund of the next day by itself")
    func together() throws {
        let story = try Story(authorized: .nok(500_00), Self.daily)
        try story.capture(.nok(200_00))
        try story.capture(.nok(100_00))
        try story.refund(.nok(50_00))
        try story.letPass(.days(1))
        guard case .settled(let first, let net)? = story.events.last?.fact else { return #expect(Bool(false)) }
        #expect(net == 250_00)
        try story.refund(.nok(30_00))
        try story.letPass(.days(1))
        guard case .settled(let second, let owed)? = story.events.last?.fact else { return #expect(Bool(false)) }
        #expect(owed == -30_00 && first < second)
        #expect(story.books.balance(of: .settledToMerchant) == -220_00)
    }

    @Test("captures and refunds belong to the first settlement after they succeeded; the payment names its last")
    func belonging() throws {
        let story = try Story(authorized: .nok(500_00), Self.daily)
        let first = story.payment.settlementID(at: Self.midnight)
        let second = story.payment.settlementID(at: Self.midnight + .days(1))
        try story.capture(.nok(200_00))
        #expect(story.payment.state.settlement == nil)
        #expect(story.events.operations.allSatisfy { $0.settlement == nil })
        try story.letPass(.days(1))
        try story.capture(.nok(100_00))
        try story.refund(.nok(30_00))
        #expect(story.events.operations.map(\.settlement) == [nil, first, nil, nil])
        #expect(story.payment.state.settlement == first && first.at == Self.midnight)
        try story.letPass(.days(1))
        #expect(story.events.operations.map(\.settlement) == [nil, first, second, second])
        #expect(story.payment.state.settlement == second)
    }

    @Test("payments of one account and currency that are due together share their settlement; others do not")
    func shared() throws {
        let one = try Story(authorized: .nok(500_00), Self.daily).payment
        let other = try Story(authorized: .nok(100_00), Self.daily).payment
        let foreign = try Story(authorized: .eur(100_00), Self.daily).payment
        #expect(one.settlementID(at: Self.midnight) == other.settlementID(at: Self.midnight))
        #expect(one.settlementID(at: Self.midnight) != foreign.settlementID(at: Self.midnight))
        #expect(one.settlementID(at: Self.midnight) < one.settlementID(at: Self.midnight + .days(1)))
    }

    @Test("what was captured exactly at midnight belongs to the day that begins")
    func boundary() throws {
        let story = try Story(authorized: .nok(500_00), Self.daily)
        try story.letPass(.days(1))
        try story.capture(.nok(200_00))
        #expect(story.payment.settlesAt == Self.midnight + .days(1))
    }

    @Test("without a schedule nothing is settled, and nothing before it is due")
    func notDue() throws {
        let never = try Story(authorized: .nok(500_00))
        try never.capture(.nok(200_00))
        #expect(throws: Refusal.notDue) { try never.tell(.settle) }
        let early = try Story(authorized: .nok(500_00), Self.daily)
        try early.capture(.nok(200_00))
        #expect(throws: Refusal.notDue) { try early.tell(.settle) }
    }
}
