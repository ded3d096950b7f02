import Engine
import Ledger
import PaymentCore

/// Finding payments among very many.
extension ReadSession {
    func payments(
        of merchant: MerchantID, _ filter: PaymentFilter, olderThan place: BirthPlace?, limit: Int
    ) throws -> FoundPayments {
        let way = SQL.Listing.best(for: filter)
        // Older than the moment `before` is older than the first payment of it.
        let limitOfTime = filter.before.map { BirthPlace(at: $0, payment: PaymentID(high: 0, low: 0)) }
        let last = BirthPlace(at: Instant(milliseconds: .max), payment: PaymentID(high: .max, low: .max))
        let start = min(place ?? last, limitOfTime ?? last)
        let from = Parameters(
            .blob(merchant.bytes), .integer(start.at.milliseconds), .blob(start.payment.bytes),
            .integer(filter.since?.milliseconds ?? .min))
        var wish = from
        wish.add(.integer(Int64(limit + 1)))
        wish.add(.text(filter.wire?.text))
        wish.add(.text(filter.currency?.code))
        wish.add(.integer(filter.amount?.lowerBound))
        wish.add(.integer(filter.amount?.upperBound))
        if let key = way.key(of: filter) { wish.add(key) }
        let found = try connection.ask(way.found, wish).rows.map { try Rows.payment($0).payment }
        if found.count > limit {
            let page = Array(found.prefix(limit))
            return FoundPayments(payments: page, next: page.last.map { BirthPlace($0) }, isCutShort: false)
        }
        var rest = from
        if let key = way.key(of: filter) { rest.add(key) }
        guard let end = try connection.ask(way.end, rest).first else {
            return FoundPayments(payments: found, next: nil, isCutShort: false)
        }
        let next = BirthPlace(
            at: Instant(milliseconds: end.integer(0)), payment: try Rows.identifier(end.blob(1)))
        return FoundPayments(payments: found, next: next, isCutShort: true)
    }

    func payments(of merchant: MerchantID, named beginning: SearchName, limit: Int) throws -> [Payment] {
        // One payment may have several names that begin so.
        let rows = try ask(
            SQL.named, .blob(merchant.bytes), .text(beginning.text), .text(beginning.end), .integer(Int64(limit * 4))
        ).rows
        var ids: [PaymentID] = []
        for row in rows where ids.count < limit {
            let id: PaymentID = try Rows.identifier(row.blob(0))
            if !ids.contains(id) { ids.append(id) }
        }
        var found: [PaymentID: Payment] = [:]
        for row in try ask(SQL.payments, .blobs(ids.map(\.bytes))).rows {
            let payment = try Rows.payment(row).payment
            found[payment.id] = payment
        }
        return ids.compactMap { found[$0] }
    }

    func volumes(of merchant: MerchantID, since start: Instant) throws -> [DayVolume] {
        try ask(SQL.volumes, .blob(merchant.bytes), .integer(start.milliseconds)).rows.map { row in
            guard let currency = Currency(code: row.text(1)) else { throw CorruptRecord("an unknown currency") }
            return DayVolume(
                day: Instant(milliseconds: row.integer(0) * 86_400_000), currency: currency,
                captured: row.integer(2), refunded: row.integer(3))
        }
    }
}
