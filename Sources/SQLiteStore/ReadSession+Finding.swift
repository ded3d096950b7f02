import Engine
import Ledger
import PaymentCore

/// Finding payments among very many.
extension ReadSession {
    func payments(
        of merchant: MerchantID, _ filter: PaymentFilter, olderThan place: BirthPlace?, limit: Int
    ) throws -> FoundPayments {
        let (row, end) = statements.listing(filter)
        for statement in [row, end] { bind(statement, merchant, filter, place) }
        row.bind(5, Int64(limit + 1))
        let found = try payments(row)
        if found.count > limit {
            let page = Array(found.prefix(limit))
            return FoundPayments(payments: page, next: page.last.map { BirthPlace($0) }, isCutShort: false)
        }
        defer { end.reset() }
        guard try end.step() else { return FoundPayments(payments: found, next: nil, isCutShort: false) }
        let next = BirthPlace(
            at: Instant(milliseconds: end.integer(0)), payment: try Rows.identifier(end.blob(1)))
        return FoundPayments(payments: found, next: next, isCutShort: true)
    }

    private func bind(
        _ row: Statement, _ merchant: MerchantID, _ filter: PaymentFilter, _ place: BirthPlace?
    ) {
        // Older than the moment `before` is older than the first payment of it.
        let limit = filter.before.map { BirthPlace(at: $0, payment: PaymentID(high: 0, low: 0)) }
        let last = BirthPlace(at: Instant(milliseconds: .max), payment: PaymentID(high: .max, low: .max))
        let start = min(place ?? last, limit ?? last)
        row.bind(1, merchant.bytes)
        row.bind(2, start.at.milliseconds)
        row.bind(3, start.payment.bytes)
        row.bind(4, filter.since?.milliseconds ?? .min)
        row.bind(6, filter.wire?.text)
        row.bind(7, (filter.phase?.rawValue).map { Int64($0) })
        row.bind(8, filter.currency?.code)
        row.bind(9, filter.amount?.lowerBound)
        row.bind(10, filter.amount?.upperBound)
    }

    func payments(of merchant: MerchantID, named beginning: SearchName, limit: Int) throws -> [Payment] {
        let row = statements.named
        row.bind(1, merchant.bytes)
        row.bind(2, beginning.text)
        row.bind(3, beginning.end)
        // One payment may have several names that begin so.
        row.bind(4, Int64(limit * 4))
        defer { row.reset() }
        var ids: [PaymentID] = []
        while ids.count < limit, try row.step() {
            let id: PaymentID = try Rows.identifier(row.blob(0))
            if !ids.contains(id) { ids.append(id) }
        }
        var found: [Payment] = []
        for id in ids { if let stored = try payment(id) { found.append(stored.record.payment) } }
        return found
    }

    func volumes(of merchant: MerchantID, since start: Instant) throws -> [DayVolume] {
        let row = statements.volumes
        row.bind(1, merchant.bytes)
        row.bind(2, start.milliseconds)
        defer { row.reset() }
        var sums: [Int64: [Currency: (captured: Int128, refunded: Int128)]] = [:]
        while try row.step() {
            guard let currency = Currency(code: row.text(1)) else { throw CorruptRecord("an unknown currency") }
            let payable = row.integer(2)
            var day = sums[row.integer(0) / 86_400_000, default: [:]]
            day[currency, default: (0, 0)].captured += Int128(max(payable, 0))
            day[currency, default: (0, 0)].refunded += Int128(max(-payable, 0))
            sums[row.integer(0) / 86_400_000] = day
        }
        return sums.sorted { $0.key < $1.key }.flatMap { day, currencies in
            currencies.sorted { $0.key.code < $1.key.code }.map { currency, sum in
                DayVolume(
                    day: Instant(milliseconds: day * 86_400_000), currency: currency,
                    captured: Int64(clamping: sum.captured), refunded: Int64(clamping: sum.refunded))
            }
        }
    }
}
