/// The named accounts of the books. Every payment has its own sub-balance in each.
package enum LedgerAccount: UInt8, CaseIterable, Hashable, Sendable {
    /// What issuers hold for us: debit balance.
    case issuerHolds
    /// What those holds promise to merchants: credit balance, mirror of `issuerHolds`.
    case merchantHolds
    /// Captured and owed to us by the issuer: debit balance.
    case receivableFromIssuer
    /// Captured and owed by us to the merchant: credit balance.
    case payableToMerchant
    /// Paid out to the merchant by settlements: credit balance, or debit while the merchant owes.
    case settledToMerchant
}
