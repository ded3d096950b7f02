package import Ledger

/// What an account was paid out together: the sum of what its payments settled at one instant, in one currency.
package struct Settlement: Hashable, Sendable {
    package let id: SettlementID
    package let merchant: MerchantID
    package let account: AccountID
    package let currency: Currency
    /// Signed minor units: negative where more was refunded than captured.
    package let net: Int64
    /// How many payments it settles.
    package let payments: Int

    package init(
        id: SettlementID, merchant: MerchantID, account: AccountID, currency: Currency, net: Int64, payments: Int
    ) {
        self.id = id
        self.merchant = merchant
        self.account = account
        self.currency = currency
        self.net = net
        self.payments = payments
    }

    package var at: Instant { id.at }
}

/// A stretch of a merchant's settlements.
package struct SettlementPage: Hashable, Sendable {
    /// Only those of this account; nil takes all of the merchant's.
    package let account: AccountID?
    /// The first one wanted, inclusive; nil begins at the end that `order` names.
    package let from: SettlementID?
    package let limit: Int
    package let order: Page.Order

    package init(
        account: AccountID? = nil, from: SettlementID? = nil, limit: Int, order: Page.Order = .newestFirst
    ) {
        self.account = account
        self.from = from
        self.limit = limit
        self.order = order
    }
}

extension SettlementID {
    /// When it fell due: see `Payment.settlementID(at:)`.
    package var at: Instant { Instant(milliseconds: Int64(high >> 16)) }
}

extension OperationRecord {
    /// What it adds to what the merchant is owed once it has succeeded; negative for what goes back. Minor units.
    package var payable: Int64 {
        switch operation.order {
        case .capture(let money, _): money.minorUnits
        case .refund(let money), .reverse(_, let money): -money.minorUnits
        case .authorize, .void, .increment, .reauthorize: 0
        }
    }
}
