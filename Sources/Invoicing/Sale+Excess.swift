import Ledger

/// How much a sale may be, whether or not anybody asks it to add up: an invoice has to be made of it.
extension Sale {
    /// What no invoice can hold, in the order in which it is looked at.
    package var excesses: [Excess] {
        var excesses: [Excess] = []
        if Self.isTooMuch(items.map(\.gross)) { excesses.append(.items) }
        if Self.isTooMuch(rows.map(\.gross)) { excesses.append(.rows) }
        if Self.isTooMuch(rows.map(\.vat)) { excesses.append(.vat) }
        if excesses.isEmpty, ratesTogether.contains(where: { !isPart($0) }) { excesses.append(.vatIsNoPart) }
        return excesses
    }

    package enum Excess: Hashable, Sendable {
        /// Signs aside, more than any amount.
        case items
        case rows
        case vat
        /// Under one rate the tax is more than what was sold, or of the other sign.
        case vatIsNoPart
    }

    private static func isTooMuch(_ amounts: [Int64]) -> Bool {
        amounts.reduce(Int128(0)) { $0 + Int128($1.magnitude) } > Int128(Money.limit)
    }

    /// Whether the tax lies between nothing and all of what is under the rate. Of several rows, each may have been rounded on
    /// its own: they are off by a unit for each but the first at most.
    private func isPart(_ sum: Row) -> Bool {
        let tolerance = Int64(rows.count { $0.rate == sum.rate } - 1)
        let (low, high) = (min(0, sum.gross), max(0, sum.gross))
        return (low - tolerance...high + tolerance).contains(sum.vat)
    }
}
