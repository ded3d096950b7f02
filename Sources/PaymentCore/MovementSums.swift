package import Ledger

/// What a merchant's events have moved in one currency, summed up. Over many payments that may be more than 64 bits hold: what
/// is read of it ends there.
package struct MovementSums: Sendable {
    private var held: Int128 = 0
    private var payable: Int128 = 0
    private var settled: Int128 = 0

    package init() {}

    /// Signed minor units, as `Event.movement` has them.
    package mutating func add(held: Int64, payable: Int64, settled: Int64) {
        self.held += Int128(held)
        self.payable += Int128(payable)
        self.settled += Int128(settled)
    }

    /// Of every account that is not at zero, in the order of the accounts.
    package func balances(in currency: Currency) -> [AccountBalance] {
        let amounts: [LedgerAccount: Int128] = [
            .issuerHolds: held, .merchantHolds: -held, .receivableFromIssuer: payable,
            .payableToMerchant: settled - payable, .settledToMerchant: -settled,
        ]
        return amounts.sorted { $0.key.rawValue < $1.key.rawValue }.filter { $0.value != 0 }.map {
            AccountBalance(account: $0.key, currency: currency, amount: Self.within64Bits($0.value))
        }
    }

    /// The same on both sides of zero, so that what balances still does.
    private static func within64Bits(_ sum: Int128) -> Int64 { max(Int64(clamping: sum), -.max) }
}
