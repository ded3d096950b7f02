import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import PaymentCore

/// `/settlements`: what the merchant was paid out, as JSON or, asked for as `text/csv`, as a table.
struct SettlementRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    private var desk: Desk { Desk(holdfast: holdfast, service: service) }

    /// `?limit=&from=&format=`, newest first.
    func list(_ request: ReceivedRequest) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let wish = try SettlementWish(request)
        let from = try wish.settlement()
        let found = try desk.reading { () throws(Unavailable) in
            try service.settlements(of: grant.merchant, page: SettlementPage(from: from, limit: wish.limit + 1))
        }
        let page = found.prefix(wish.limit)
        guard !wish.wantsTable else { return SettlementTable.list(Array(page)) }
        var json = JSONWriter(capacityBytes: 16_384)
        json.object { json in
            json.array("data") { array in
                for settlement in page { array.object { SettlementBody(settlement: settlement).write(to: &$0) } }
            }
            if let next = found.dropFirst(wish.limit).first { json.string("next", SettlementName.spell(next.id)) }
        }
        return Answer.ok(json)
    }

    /// Its totals, and the captures and refunds of `limit` payments. Pages after the first leave the totals out: they
    /// take a look at every payment. The table has all lines.
    func get(_ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let wish = try SettlementWish(request)
        let from = try wish.payment()
        let settlement = try settlement(name, of: grant.merchant)
        let rate = try desk.reading { () throws(Unavailable) in
            try SettlementRate(of: grant.merchant, in: service)
        }
        let walk = SettlementWalk(settlement.id, at: rate, in: service)
        guard !wish.wantsTable else { return SettlementTable.lines(of: settlement, walk) }
        var totals: SettlementTotals?
        if from == nil {
            do { totals = try await walk.totals() } catch { throw .unavailable }
        }
        let found = try desk.reading { () throws(Unavailable) in
            try service.payments(
                settledBy: settlement.id, page: Page(from: from, limit: wish.limit + 1, order: .oldestFirst))
        }
        var lines: [SettlementLine] = []
        for payment in found.prefix(wish.limit) {
            lines += try desk.reading { () throws(Unavailable) in try walk.lines(of: payment) }
        }
        let body = SettlementBody(settlement: settlement)
        var json = JSONWriter(capacityBytes: 16_384)
        json.object { json in
            body.write(to: &json)
            if let totals { body.write(totals, in: rate.currency(for: settlement.currency), to: &json) }
            for (word, captures) in [("captures", true), ("refunds", false)] {
                json.array(word) { array in
                    for line in lines where (line.gross > 0) == captures {
                        array.object { SettlementBody.write(line, to: &$0) }
                    }
                }
            }
            if let next = found.dropFirst(wish.limit).first { json.string("next", PaymentName.spell(next.id)) }
        }
        return Answer.ok(json)
    }

    private func settlement(_ name: String?, of merchant: MerchantID) throws(Problem) -> Settlement {
        guard let id = name.flatMap({ SettlementName.read($0) }),
            let found = try desk.reading({ () throws(Unavailable) in try service.settlement(id) }),
            found.merchant == merchant
        else { throw .settlementUnknown }
        return found
    }
}

extension Problem {
    fileprivate static let settlementUnknown = Problem(
        status: 404, title: "Not Found", detail: "This merchant has no such settlement; GET /settlements lists them")
}
