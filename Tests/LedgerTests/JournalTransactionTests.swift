import Ledger
import TestWorld
import Testing

@Suite("Journal transactions")
struct JournalTransactionTests {
    @Test("debits and credits that balance are a transaction (I3)")
    func balanced() throws {
        let entries: [Entry] = [
            .debit(.merchantHolds, .nok(300)), .credit(.issuerHolds, .nok(300)),
            .debit(.receivableFromIssuer, .nok(200)), .debit(.issuerHolds, .nok(50)),
            .credit(.payableToMerchant, .nok(250)),
        ]
        #expect(try JournalTransaction(entries).entries == entries)
    }

    @Test(
        "an unbalanced transaction cannot be built (I3)",
        arguments: [
            ([.debit(.issuerHolds, .nok(100)), .credit(.merchantHolds, .nok(99))], 1),
            ([.debit(.issuerHolds, .nok(99)), .credit(.merchantHolds, .nok(100))], -1),
            ([.debit(.issuerHolds, .nok(100))], 100),
            ([.debit(.issuerHolds, .nok(100)), .debit(.merchantHolds, .nok(100))], 200),
            ([.debit(.issuerHolds, .nok(Money.limit)), .credit(.issuerHolds, .nok(0))], Money.limit),
        ] as [([Entry], Int64)])
    func unbalanced(_ entries: [Entry], _ difference: Int64) {
        #expect(throws: JournalTransaction.Fault.unbalanced(by: difference)) { try JournalTransaction(entries) }
    }

    @Test("two currencies cannot meet in one transaction, even when the numbers balance (I3)")
    func currencies() {
        #expect(throws: JournalTransaction.Fault.currencies) {
            try JournalTransaction([.debit(.issuerHolds, .nok(100)), .credit(.merchantHolds, .sek(100))])
        }
        #expect(throws: JournalTransaction.Fault.currencies) {
            try JournalTransaction([
                .debit(.issuerHolds, .nok(100)), .credit(.merchantHolds, .nok(100)),
                .debit(.issuerHolds, .eur(0)),
            ])
        }
    }

    @Test("a transaction of nothing cannot be built")
    func empty() {
        #expect(throws: JournalTransaction.Fault.empty) { try JournalTransaction([]) }
    }

    @Test("a debit and a credit of one amount balance by their shape")
    func pair() {
        let pair = JournalTransaction(debit: .issuerHolds, credit: .merchantHolds, .eur(10_00))
        #expect(pair.entries == [.debit(.issuerHolds, .eur(10_00)), .credit(.merchantHolds, .eur(10_00))])
        #expect(pair.entries.map(\.signed) == [10_00, -10_00])
    }

    @Test("two transactions of one currency join; of two currencies they do not")
    func joined() {
        let hold = JournalTransaction(debit: .merchantHolds, credit: .issuerHolds, .eur(7))
        let owed = JournalTransaction(debit: .receivableFromIssuer, credit: .payableToMerchant, .eur(7))
        let foreign = JournalTransaction(debit: .receivableFromIssuer, credit: .payableToMerchant, .usd(7))
        #expect(hold.joined(with: owed)?.entries == hold.entries + owed.entries)
        #expect(hold.joined(with: foreign) == nil)
    }
}
