package import Ledger

/// What one account of a merchant's books holds in one currency.
package struct AccountBalance: Hashable, Sendable {
    package let account: LedgerAccount
    package let currency: Currency
    /// Signed minor units: debits count up, credits down.
    package let amount: Int64

    package init(account: LedgerAccount, currency: Currency, amount: Int64) {
        self.account = account
        self.currency = currency
        self.amount = amount
    }
}
