/// One line of a journal transaction.
package struct Entry: Hashable, Sendable {
    package enum Side: Hashable, Sendable { case debit, credit }

    package let account: LedgerAccount
    package let side: Side
    package let amount: Money

    package static func debit(_ account: LedgerAccount, _ amount: Money) -> Entry {
        Entry(account: account, side: .debit, amount: amount)
    }

    package static func credit(_ account: LedgerAccount, _ amount: Money) -> Entry {
        Entry(account: account, side: .credit, amount: amount)
    }

    /// Signed minor units: debits count up, credits down.
    package var signed: Int64 { side == .debit ? amount.minorUnits : -amount.minorUnits }
}

/// Entries that balance, in one currency (I3). An unbalanced one cannot be built.
package struct JournalTransaction: Hashable, Sendable {
    package let entries: [Entry]

    package enum Fault: Error, Hashable, Sendable {
        case empty
        case currencies
        case unbalanced(by: Int64)
    }

    package init(_ entries: [Entry]) throws(Fault) {
        guard let currency = entries.first?.amount.currency else { throw .empty }
        var sum: Int64 = 0
        for entry in entries {
            guard entry.amount.currency == currency else { throw .currencies }
            sum += entry.signed
        }
        guard sum == 0 else { throw .unbalanced(by: sum) }
        self.entries = entries
    }

    /// Two lines of one amount: the commonest transaction, balanced by its shape.
    package init(debit: LedgerAccount, credit: LedgerAccount, _ amount: Money) {
        entries = [.debit(debit, amount), .credit(credit, amount)]
    }

    /// Both, as one; nil when the currencies differ.
    package func joined(with other: JournalTransaction) -> JournalTransaction? {
        try? JournalTransaction(entries + other.entries)
    }
}
