import Engine
import Ledger
import PaymentCore

/// Settlements: found in the events that carry their name.
extension ReadSession {
    func settlement(_ id: SettlementID) throws -> Settlement? {
        guard let row = try ask(SQL.settlement, .blob(id.bytes)).first, row.integer(0) > 0 else { return nil }
        let birth = try Payment.Birth(canonicalBytes: row.blob(2))
        return Settlement(
            id: id, merchant: birth.merchant, account: birth.account, currency: birth.requested.currency,
            net: row.integer(1), payments: Int(row.integer(0)))
    }

    func settlements(of merchant: MerchantID, page: SettlementPage) throws -> [Settlement] {
        let isNewestFirst = page.order == .newestFirst
        let end = isNewestFirst ? SettlementID(high: .max, low: .max) : SettlementID(high: 0, low: 0)
        let ids = try ask(
            isNewestFirst ? SQL.newestSettlements : SQL.oldestSettlements, .blob(merchant.bytes),
            .blob((page.from ?? end).bytes), .integer(Int64(page.limit)), .blob(page.account?.bytes))
        return try ids.rows.compactMap { try settlement(try Rows.identifier($0.blob(0))) }
    }

    func payments(settledBy settlement: SettlementID, page: Page) throws -> [Payment] {
        if let from = page.from {
            let isThere = try ask(SQL.isInSettlement, .blob(settlement.bytes), .blob(from.bytes)).count > 0
            guard isThere else { return [] }
        }
        return try payments(
            of: settlement.bytes, page,
            page.order == .newestFirst ? SQL.newestOfSettlement : SQL.oldestOfSettlement)
    }
}
