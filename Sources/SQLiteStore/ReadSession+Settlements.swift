import Engine
import Ledger
import PaymentCore

/// Settlements: found in the events that carry their name.
extension ReadSession {
    func settlement(_ id: SettlementID) throws -> Settlement? {
        let row = statements.settlement
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step(), row.integer(0) > 0 else { return nil }
        let count = row.integer(0)
        let net = Int64(clamping: Int128(row.integer(1)) << 20 + Int128(row.integer(2)))
        let first: PaymentID = try Rows.identifier(row.blob(3))
        guard let birth = try payment(first)?.record.payment.birth else {
            throw CorruptRecord("I8: a settlement without its payment")
        }
        return Settlement(
            id: id, merchant: birth.merchant, account: birth.account, currency: birth.requested.currency, net: net,
            payments: Int(count))
    }

    func settlements(of merchant: MerchantID, page: SettlementPage) throws -> [Settlement] {
        let row = page.order == .newestFirst ? statements.newestSettlements : statements.oldestSettlements
        let end =
            page.order == .newestFirst ? SettlementID(high: .max, low: .max) : SettlementID(high: 0, low: 0)
        row.bind(1, merchant)
        row.bind(2, (page.from ?? end).bytes)
        row.bind(3, Int64(page.limit))
        row.bind(4, page.account?.bytes ?? [])
        var ids: [SettlementID] = []
        do {
            defer { row.reset() }
            while try row.step() { ids.append(try Rows.identifier(row.blob(0))) }
        }
        var found: [Settlement] = []
        for id in ids {
            if let settlement = try settlement(id) { found.append(settlement) }
        }
        return found
    }

    func payments(settledBy settlement: SettlementID, page: Page) throws -> [Payment] {
        let row = page.order == .newestFirst ? statements.newestOfSettlement : statements.oldestOfSettlement
        var place: Int64 = page.order == .newestFirst ? .max : 0
        if let from = page.from {
            guard let found = try number(of: settlement, in: from) else { return [] }
            place = found
        }
        row.bind(1, settlement)
        row.bind(2, place)
        row.bind(3, Int64(page.limit))
        return try payments(row)
    }

    /// The event in which the payment was settled by it, found by walking back from the payment's last.
    private func number(of settlement: SettlementID, in id: PaymentID) throws -> Int64? {
        var next = try payment(id)?.lastEvent
        while let number = next {
            let stored = try event(number)
            if stored.record.event.settlement == settlement { return number }
            next = stored.previous
        }
        return nil
    }
}
