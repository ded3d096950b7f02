import Ledger
import PaymentCore
import TestWorld
import Testing

/// Debit and credit of each fact, as a bookkeeper would write them.
@Suite("The journal")
struct JournalTests {
    private func journal(_ fact: Event.Fact) -> [Entry] {
        let event = Event(payment: PaymentID(high: 1, low: 1), sequence: 1, at: Story.start, fact: fact)
        return event.journal(in: .nok)?.entries ?? []
    }

    private static func succeeded(_ order: Operation.Order) -> Event.Fact { ended(order, .succeeded) }

    private static func ended(_ order: Operation.Order, _ state: Operation.State) -> Event.Fact {
        .operation(Operation(id: OperationID(high: 1, low: 1), order: order, state: state, startedAt: Story.start))
    }

    private static func authorize(_ money: Money) -> Operation.Order {
        .authorize(money, Approval(instrument: Instrument(kind: "card"), terms: Terms()))
    }

    @Test(
        "an authorization and an increment: Dr issuer holds / Cr merchant holds",
        arguments: [
            authorize(.nok(500_00)), .increment(.nok(500_00)),
        ])
    func hold(_ order: Operation.Order) {
        #expect(
            journal(Self.succeeded(order)) == [
                .debit(.issuerHolds, .nok(500_00)), .credit(.merchantHolds, .nok(500_00)),
            ])
    }

    @Test(
        "a capture: that part of the hold is reversed; Dr receivable from issuer / Cr payable to merchant",
        arguments: [
            [], .final, .automatic, .overdrawn,
        ] as [CaptureTraits])
    func capture(_ traits: CaptureTraits) {
        #expect(
            journal(Self.succeeded(.capture(.nok(200_00), traits))) == [
                .debit(.merchantHolds, .nok(200_00)), .credit(.issuerHolds, .nok(200_00)),
                .debit(.receivableFromIssuer, .nok(200_00)), .credit(.payableToMerchant, .nok(200_00)),
            ])
    }

    @Test(
        "a void, an expiry and a released remainder: Dr merchant holds / Cr issuer holds",
        arguments: [
            succeeded(.void(.nok(300_00))), .expired(.nok(300_00)), .remainderReleased(.nok(300_00)),
        ])
    func release(_ fact: Event.Fact) {
        #expect(journal(fact) == [.debit(.merchantHolds, .nok(300_00)), .credit(.issuerHolds, .nok(300_00))])
    }

    @Test("a refund: Dr payable to merchant / Cr receivable from issuer")
    func refund() {
        #expect(
            journal(Self.succeeded(.refund(.nok(50_00)))) == [
                .debit(.payableToMerchant, .nok(50_00)), .credit(.receivableFromIssuer, .nok(50_00)),
            ])
    }

    @Test("a reversal: a void and a refund in one journal transaction, or the one of them that moves")
    func reverse() {
        let void: [Entry] = [.debit(.merchantHolds, .nok(300_00)), .credit(.issuerHolds, .nok(300_00))]
        let refund: [Entry] = [.debit(.payableToMerchant, .nok(50_00)), .credit(.receivableFromIssuer, .nok(50_00))]
        #expect(journal(Self.succeeded(.reverse(releasing: .nok(300_00), refunding: .nok(50_00)))) == void + refund)
        #expect(journal(Self.succeeded(.reverse(releasing: .nok(300_00), refunding: .nok(0)))) == void)
        #expect(journal(Self.succeeded(.reverse(releasing: .nok(0), refunding: .nok(50_00)))) == refund)
    }

    private static let orders: [Operation.Order] = [
        authorize(.nok(9)), .capture(.nok(9), .final), .void(.nok(9)), .refund(.nok(9)),
        .reverse(releasing: .nok(9), refunding: .nok(9)), .increment(.nok(9)), .reauthorize(.nok(9)),
    ]

    @Test("what is pending or failed moves nothing", arguments: orders)
    func notEnded(_ order: Operation.Order) {
        #expect(journal(Self.ended(order, .pending)).isEmpty)
        #expect(journal(Self.ended(order, .failed(.technical))).isEmpty)
    }

    @Test(
        "births, amendments, endings, lapses, re-authorizations and verifications move nothing",
        arguments: [
            .amended, .withdrawn, .declined(.declined, ends: true), .abandoned, .lapsed, .lapsing(at: Story.start),
            succeeded(.reauthorize(.nok(9))), succeeded(authorize(.nok(0))),
        ] as [Event.Fact])
    func nothing(_ fact: Event.Fact) {
        #expect(journal(fact).isEmpty)
    }

    @Test("a whole life leaves the accounts with what is held and what is owed, and their sum is zero (I3)")
    func wholeLife() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture(.nok(200_00))
        try story.refund(.nok(50_00))
        try story.void(.part(.nok(100_00)))
        let balances = LedgerAccount.allCases.map { story.books.balance(of: $0) }
        #expect(balances == [200_00, -200_00, 150_00, -150_00, 0])
        #expect(balances.reduce(0, +) == 0)
        #expect(story.payment.bookBalances == (200_00, 150_00, 0))
    }
}
