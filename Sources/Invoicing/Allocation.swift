import Ledger

/// Lines of a sale under their rates. The wire tells no rate for a line: where there is a row for each line, as shop plugins
/// send them, the row tells it; where there are several rates otherwise, an assignment is looked for in which the lines under
/// each rate add up to what is under that rate. Source: wire/swedbank.md §11.3 and §4.4.
struct Allocation {
    let lines: [Invoice.Line]

    /// How many tries an assignment may take before it is given up.
    private static let stepLimit = 200_000
    /// Characters of a remark at most; it stands below every rate.
    private static let remarkLimit = 4_000

    /// `summary` names a line that stands for everything under one rate, where there is no assignment.
    init(_ sale: Sale, summary: (VATRate) -> String) {
        let rows = sale.ratesTogether.filter { $0.gross != 0 || $0.vat != 0 }
        let told = Self.told(sale, rows)
        guard let rates = told ?? Self.rates(of: sale.items.map(\.gross), under: rows),
            let nets = Self.nets(of: sale.items.map(\.gross), rates, under: rows)
        else {
            let all = sale.items.map(\.text).joined(separator: ", ")
            let remark = all.count > Self.remarkLimit ? all.prefix(Self.remarkLimit) + "…" : all
            lines = rows.map {
                Invoice.Line(text: summary($0.rate), remark: remark, rate: $0.rate, gross: $0.gross, net: $0.net)
            }
            return
        }
        lines = sale.items.indices.map { item in
            Invoice.Line(
                text: sale.items[item].text, rate: rows[rates[item]].rate, gross: sale.items[item].gross,
                net: nets[item])
        }
    }

    /// For each line the place of its rate, where each line has a row of its own, in the same order.
    private static func told(_ sale: Sale, _ together: [Sale.Row]) -> [Int]? {
        guard sale.items.count == sale.rows.count, zip(sale.items, sale.rows).allSatisfy({ $0.gross == $1.gross })
        else {
            return nil
        }
        let places = sale.rows.map { row in together.firstIndex { $0.rate == row.rate } }
        return places.contains(nil) ? nil : places.compactMap(\.self)
    }

    /// For each line the place of its row. Nil when the lines cannot be parted so that each row's are its gross.
    private static func rates(of lines: [Int64], under rows: [Sale.Row]) -> [Int]? {
        guard !rows.isEmpty, lines.reduce(0, +) == rows.reduce(0, { $0 + $1.gross }) else { return nil }
        if rows.count == 1 { return [Int](repeating: 0, count: lines.count) }
        var left = rows.map(\.gross)
        var chosen = [Int](repeating: 0, count: lines.count)
        var steps = 0
        // Discounts may still come: a row may be overfilled until then.
        let hasDiscounts = lines.contains { $0 < 0 }
        func assign(_ line: Int) -> Bool {
            guard line < lines.count else { return left.allSatisfy { $0 == 0 } }
            for row in rows.indices where hasDiscounts || lines[line] <= left[row] {
                steps += 1
                guard steps <= stepLimit else { return false }
                left[row] -= lines[line]
                chosen[line] = row
                if assign(line + 1) { return true }
                left[row] += lines[line]
            }
            return false
        }
        return assign(0) ? chosen : nil
    }

    /// What each line is without tax. Nil when that is more than any amount: where discounts take nearly all that is under a
    /// rate, a small row may have large lines.
    private static func nets(of lines: [Int64], _ rates: [Int], under rows: [Sale.Row]) -> [Int64]? {
        var nets = [Int64](repeating: 0, count: lines.count)
        for (place, row) in rows.enumerated() {
            let mine = rates.indices.filter { rates[$0] == place }
            let shares = shares(of: row.net, among: mine.map { lines[$0] }, of: row.gross, row.rate)
            for (line, share) in zip(mine, shares) {
                guard share.magnitude <= Money.limit else { return nil }
                nets[line] = Int64(share)
            }
        }
        return nets
    }

    /// `net` in parts as large as `lines` are of `gross`; what rounding leaves over goes where most was cut off.
    private static func shares(of net: Int64, among lines: [Int64], of gross: Int64, _ rate: VATRate) -> [Int128] {
        guard gross != 0 else {
            var shares = lines.map { Int128($0) - Int128(rate.included(in: $0)) }
            if let last = shares.indices.last { shares[last] += Int128(net) - shares.reduce(0, +) }
            return shares
        }
        // Both signs turned are the same part.
        let whole = Int128(gross.magnitude)
        let divided = gross < 0 ? -Int128(net) : Int128(net)
        var shares: [Int128] = []
        var cut: [(remainder: Int128, line: Int)] = []
        for (line, part) in lines.enumerated() {
            let product = Int128(part) * divided
            let share = product.flooredQuotient(by: whole)
            shares.append(share)
            cut.append((product - share * whole, line))
        }
        let left = Int128(net) - shares.reduce(0, +)
        let most = cut.sorted { ($0.remainder, $1.line) > ($1.remainder, $0.line) }
        for (_, line) in most.prefix(Int(clamping: max(left, 0))) { shares[line] += 1 }
        return shares
    }
}

extension Int128 {
    /// Rounded down, also below zero; the divisor is above zero.
    fileprivate func flooredQuotient(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
