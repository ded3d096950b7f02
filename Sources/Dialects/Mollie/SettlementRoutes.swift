import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// `/v2/settlements`: for tokens only. Source: specs/mollie, `list-settlement-captures`, which names the permissions
/// `settlements.read` and `payments.read`; that the other lists are alike, and `refunds.read` for refunds, is inferred.
/// Live mode unless `testmode` says otherwise, as elsewhere; the specification knows settlements in live mode alone.
struct SettlementRoutes {
    let service: any PaymentService

    func mount(on routes: Routes) {
        let parts = SettlementPartRoutes(service: service)
        routes.at("/v2/settlements", of: "settlements", .get(list))
        routes.at("/v2/settlements/:settlement", of: "settlements", .get(get))
        routes.at("/v2/settlements/:settlement/payments", of: "settlements", .get(parts.payments))
        routes.at("/v2/settlements/:settlement/captures", of: "settlements", .get(parts.captures))
        routes.at("/v2/settlements/:settlement/refunds", of: "settlements", .get(parts.refunds))
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        try call.mustBeToken()
        try Parameters(call.query, in: "query").mustBeKnown([])
        let desk = Desk(service: service, call: call)
        let body = try await body(of: desk.settlement(call.name("settlement")), at: desk.rate(), call)
        var json = JSONWriter()
        json.object { body.write(to: &$0) }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        try call.mustBeToken()
        let request = try ListRequest(call, sorts: false)
        let desk = Desk(service: service, call: call)
        var from: SettlementID?
        if let text = request.from {
            guard let id = SettlementName.read(text), (try? desk.settlement(text)) != nil else {
                throw ListRequest.invalidCursor
            }
            from = id
        }
        let found = try settlements(from, request, .newestFirst, desk)
        var previous: Settlement?
        if from != nil { previous = try settlements(from, request, .oldestFirst, desk).dropFirst().last }
        let rate = try desk.rate()
        var bodies: [SettlementBody] = []
        for settlement in found.prefix(request.limit) {
            bodies.append(try await body(of: settlement, at: rate, call, isListItem: true))
        }
        let address = { (settlement: Settlement) in
            request.address(call.links.settlements, from: SettlementName.spell(settlement.id))
        }
        let list = ListBody(
            key: "settlements", count: bodies.count,
            documentation: "https://docs.mollie.com/reference/list-settlements",
            selfAddress: request.address(call.links.settlements), previous: previous.map(address),
            next: found.dropFirst(request.limit).first.map(address))
        return Answer(
            status: .ok, body: list.bytes { array in for body in bodies { array.object { body.write(to: &$0) } } })
    }

    private func settlements(
        _ from: SettlementID?, _ request: ListRequest, _ order: Page.Order, _ desk: Desk
    ) throws(Problem) -> [Settlement] {
        let page = SettlementPage(account: desk.call.account, from: from, limit: request.limit + 1, order: order)
        return try desk.reading { () throws(Unavailable) in
            try service.settlements(of: desk.call.grant.merchant, page: page)
        }
    }

    /// Where nobody has chosen otherwise, what is paid out is what the books say: then no payment is looked at.
    private func body(
        of settlement: Settlement, at rate: SettlementRate, _ call: Call, isListItem: Bool = false
    ) async throws(Problem) -> SettlementBody {
        var paid = settlement.net
        if rate.isChosen {
            do {
                paid = try await SettlementWalk(settlement.id, at: rate, in: service).totals().paid
            } catch {
                throw .unavailable(error)
            }
        }
        return SettlementBody(
            settlement: settlement, paid: paid, currency: rate.currency(for: settlement.currency), links: call.links,
            isListItem: isListItem)
    }
}

extension Call {
    func mustBeToken() throws(Problem) {
        guard Mode(rawValue: grant.kind) == nil else { throw .tokensOnly }
    }

    func mustAllow(_ permission: String) throws(Problem) {
        guard grant.allows(permission) else { throw .lacking(permission) }
    }
}

extension Desk {
    func settlement(_ name: String) throws(Problem) -> Settlement {
        guard let id = SettlementName.read(name),
            let found = try reading({ () throws(Unavailable) in try service.settlement(id) }),
            found.account == call.account
        else { throw .noSettlement(name) }
        return found
    }
}
