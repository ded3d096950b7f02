/// What was sold with one capture, as the merchant told it: lines, and the tax of each rate. Signed minor units, tax
/// included: a discount is a line below zero.
package struct Sale: Hashable, Sendable {
    package var items: [Item]
    package var rows: [Row]

    package init(items: [Item], rows: [Row]) {
        self.items = items
        self.rows = rows
    }

    package struct Item: Hashable, Sendable {
        package let text: String
        package let gross: Int64

        package init(text: String, gross: Int64) {
            self.text = text
            self.gross = gross
        }
    }

    /// What falls under one rate, or a part of that.
    package struct Row: Hashable, Sendable {
        package let rate: VATRate
        package let gross: Int64
        package let vat: Int64

        package init(rate: VATRate, gross: Int64, vat: Int64) {
            self.rate = rate
            self.gross = gross
            self.vat = vat
        }

        package var net: Int64 { Int64(held: Int128(gross) - Int128(vat)) }
    }

    /// How many lines or rows there may be: with amounts within `Money.limit` their sums fit `Int64`.
    package static let countLimit = 1_000
}

extension Sale {
    /// One row for each rate, highest rate first. Merchants send several of one rate, one for each order line.
    package var ratesTogether: [Row] {
        var sums: [VATRate: Row] = [:]
        for row in rows {
            let sum = sums[row.rate] ?? Row(rate: row.rate, gross: 0, vat: 0)
            sums[row.rate] = Row(
                rate: row.rate, gross: [sum.gross, row.gross].heldSum, vat: [sum.vat, row.vat].heldSum)
        }
        return sums.values.sorted { $0.rate > $1.rate }
    }

    /// What does not add up, in the order in which it is looked at. Empty: the sale is `gross`, of which `vat` is tax.
    package func faults(gross: Int64, vat: Int64) -> [Fault] {
        var faults: [Fault] = []
        if items.reduce(0, { $0 + $1.gross }) != gross { faults.append(.itemsDoNotAddUp) }
        if rows.reduce(0, { $0 + $1.gross }) != gross { faults.append(.rowsDoNotAddUp) }
        if rows.reduce(0, { $0 + $1.vat }) != vat { faults.append(.vatDoesNotAddUp) }
        // Each line that was rounded on its own may be off by a half; a row may stand for all of them.
        let tolerance = Int64(max(items.count, 1))
        for (index, row) in rows.enumerated() {
            let expected = row.rate.included(in: row.gross)
            let isOff = row.rate.isZero ? row.vat != 0 : abs(row.vat - expected) > tolerance
            if isOff { faults.append(.vatIsNotOfItsRate(row: index)) }
        }
        if ratesTogether.contains(where: { $0.gross < 0 }) { faults.append(.rateBelowZero) }
        return faults
    }

    package enum Fault: Hashable, Sendable {
        case itemsDoNotAddUp
        case rowsDoNotAddUp
        case vatDoesNotAddUp
        case vatIsNotOfItsRate(row: Int)
        /// Discounts under one rate are more than what was sold under it.
        case rateBelowZero
    }
}
