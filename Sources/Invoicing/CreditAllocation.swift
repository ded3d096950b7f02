/// What a credit note takes back under each rate: a refund tells an amount and its tax, and neither rates nor which
/// invoice. Source: wire/swedbank.md §11.4.
struct CreditAllocation {
    let rows: [Sale.Row]
    let credits: [Invoice.Credit]

    /// `earlier` are all invoices and credit notes of the payment, oldest first.
    init(gross: Int64, vat: Int64, after earlier: [Invoice]) {
        rows = Self.rows(gross, vat, Self.open(earlier))
        credits = Self.credits(gross, earlier)
    }

    /// What is left under each rate, highest rate first.
    private static func open(_ earlier: [Invoice]) -> [Sale.Row] {
        let rows = earlier.flatMap { invoice in
            invoice.rows.map { row in
                let sign: Int64 = invoice.kind == .creditNote ? -1 : 1
                return Sale.Row(rate: row.rate, gross: sign * row.gross, vat: sign * row.vat)
            }
        }
        return Sale(items: [], rows: rows).ratesTogether.filter { $0.gross > 0 }
    }

    private static func rows(_ gross: Int64, _ vat: Int64, _ open: [Sale.Row]) -> [Sale.Row] {
        let isAll = gross == open.map(\.gross).heldSum && vat == open.map(\.vat).heldSum
        if isAll { return open }
        return oneRate(gross, vat, open) ?? twoRates(gross, vat, open) ?? inProportion(gross, vat, open)
    }

    private static func oneRate(_ gross: Int64, _ vat: Int64, _ open: [Sale.Row]) -> [Sale.Row]? {
        let found = open.first { row in
            row.gross >= gross && (row.rate.isZero ? vat == 0 : vat > 0 && abs(vat - row.rate.included(in: gross)) <= 1)
        }
        return found.map { [Sale.Row(rate: $0.rate, gross: gross, vat: vat)] }
    }

    /// Of two rates there is one way to come to both sums.
    private static func twoRates(_ gross: Int64, _ vat: Int64, _ open: [Sale.Row]) -> [Sale.Row]? {
        for (place, high) in open.enumerated() {
            for low in open[(place + 1)...] {
                let (p, q) = (Int128(high.rate.hundredths), Int128(low.rate.hundredths))
                let (d, e) = (10_000 + p, 10_000 + q)
                let part = (Int128(vat) * d * e - Int128(gross) * q * d) / (p * e - q * d)
                guard part >= 0, part <= Int128(gross) else { continue }
                let first = Int64(part)
                // A rounding off at either end is tried too.
                for gross1 in [first, first + 1, first - 1] {
                    let gross2 = gross - gross1
                    guard gross1 > 0, gross2 > 0, gross1 <= high.gross, gross2 <= low.gross else { continue }
                    let vat2 = low.rate.included(in: gross2)
                    guard abs(vat - vat2 - high.rate.included(in: gross1)) <= 1 else { continue }
                    return [
                        Sale.Row(rate: high.rate, gross: gross1, vat: vat - vat2),
                        Sale.Row(rate: low.rate, gross: gross2, vat: vat2),
                    ]
                }
            }
        }
        return nil
    }

    /// As much under each rate as is open there; the tax is the merchant's, whatever the rates would give.
    private static func inProportion(_ gross: Int64, _ vat: Int64, _ open: [Sale.Row]) -> [Sale.Row] {
        let whole = open.reduce(Int128(0)) { $0 + Int128($1.gross) }
        guard whole > 0 else { return [Sale.Row(rate: .zero, gross: gross, vat: vat)] }
        var rows = open.map { row in
            let part = Int64(Int128(row.gross) * Int128(gross) / whole)
            return Sale.Row(rate: row.rate, gross: part, vat: row.rate.included(in: part))
        }
        // The highest rate takes what rounding left over, and what the merchant's tax differs.
        let rest = gross - rows.reduce(0) { $0 + $1.gross }
        let tax = vat - rows.reduce(0) { $0 + $1.vat }
        rows[0] = Sale.Row(rate: rows[0].rate, gross: rows[0].gross + rest, vat: rows[0].vat + tax)
        return rows.filter { $0.gross != 0 || $0.vat != 0 }
    }

    /// Oldest invoice first, each as far as it was not taken back before.
    private static func credits(_ gross: Int64, _ earlier: [Invoice]) -> [Invoice.Credit] {
        var credited: [Int64: Int64] = [:]
        for credit in earlier.flatMap(\.credits) { credited[credit.invoice, default: 0] += credit.gross }
        var left = gross
        var credits: [Invoice.Credit] = []
        for invoice in earlier where invoice.kind == .invoice && left > 0 {
            let part = min(left, invoice.payable - (credited[invoice.number] ?? 0))
            guard part > 0 else { continue }
            credits.append(Invoice.Credit(invoice: invoice.number, issued: invoice.issued, gross: part))
            left -= part
        }
        return credits
    }
}
