import DialectKit
import HTTPTypes
import PaymentCore

/// The payments, captures and refunds of a settlement, newest first. A page that begins with `from` is found by going
/// through the settlement up to there. Source: as `SettlementRoutes`.
struct SettlementPartRoutes {
    let service: any PaymentService

    @Sendable func payments(_ call: Call) async throws(Problem) -> Answer {
        try call.mustBeToken()
        try call.mustAllow("payments.read")
        let request = try ListRequest(call, sorts: false)
        let (desk, rate) = try opened(call)
        let (list, parts) = try await page("payments", request, desk, rate) { payment, lines in
            lines.contains { $0.gross > 0 } ? [Part(PaymentName.spell(payment.id), payment, nil)] : []
        }
        var bodies: [PaymentBody] = []
        for part in parts { bodies.append(try desk.body(of: part.payment, at: rate, isListItem: true)) }
        return Answer(
            status: .ok, body: list.bytes { array in for body in bodies { array.object { body.write(to: &$0) } } })
    }

    @Sendable func captures(_ call: Call) async throws(Problem) -> Answer {
        try call.mustBeToken()
        try call.mustAllow("payments.read")
        let request = try ListRequest(call, sorts: false)
        let embeds = try Embeds(Parameters(call.query, in: "query"), allowing: [.payment])
        let (desk, rate) = try opened(call)
        let (list, parts) = try await page("captures", request, desk, rate) { payment, lines in
            lines.map(\.record).captures(of: payment).map {
                Part(CaptureName.spell($0.operation.id), payment, $0)
            }
        }
        let owners = try owners(of: parts, embeds, desk, rate)
        let bytes = list.bytes { array in
            for (part, owner) in zip(parts, owners) {
                guard let record = part.record else { continue }
                let body = CaptureBody(record, part.payment, call, at: rate, isListItem: true)
                array.object { json in body.write(to: &json) { $0.embed(owner) } }
            }
        }
        return Answer(status: .ok, body: bytes)
    }

    @Sendable func refunds(_ call: Call) async throws(Problem) -> Answer {
        try call.mustBeToken()
        try call.mustAllow("refunds.read")
        let request = try ListRequest(call, sorts: false)
        let embeds = try Embeds(Parameters(call.query, in: "query"), allowing: [.payment])
        let (desk, rate) = try opened(call)
        let (list, parts) = try await page("refunds", request, desk, rate) { payment, lines in
            lines.map(\.record).refunds.map { Part(RefundName.spell($0.operation.id), payment, $0) }
        }
        let owners = try owners(of: parts, embeds, desk, rate)
        let bytes = list.bytes { array in
            for (part, owner) in zip(parts, owners) {
                guard let record = part.record,
                    let body = RefundBody(record, part.payment, call, at: rate, isListItem: true)
                else { continue }
                array.object { json in body.write(to: &json) { $0.embed(owner) } }
            }
        }
        return Answer(status: .ok, body: bytes)
    }

    private struct Part {
        let name: String
        let payment: Payment
        let record: OperationRecord?

        init(_ name: String, _ payment: Payment, _ record: OperationRecord?) {
            self.name = name
            self.payment = payment
            self.record = record
        }
    }

    private func opened(_ call: Call) throws(Problem) -> (Desk, SettlementRate) {
        let desk = Desk(service: service, call: call)
        return (desk, try desk.rate())
    }

    private func owners(
        of parts: [Part], _ embeds: Embeds, _ desk: Desk, _ rate: SettlementRate
    ) throws(Problem) -> [PaymentBody?] {
        var owners: [PaymentBody?] = []
        for part in parts { owners.append(embeds.wantsPayment ? try desk.body(of: part.payment, at: rate) : nil) }
        return owners
    }

    /// The page, and the list around it. Of what comes before the page only as much is kept as the page before it holds.
    private func page(
        _ key: String, _ request: ListRequest, _ desk: Desk, _ rate: SettlementRate,
        _ parts: (Payment, [SettlementLine]) -> [Part]
    ) async throws(Problem) -> (ListBody, [Part]) {
        let settlement = try desk.settlement(desk.call.name("settlement"))
        var walk = SettlementWalk(settlement.id, at: rate, in: service, .newestFirst)
        var before: [String] = []
        var found: [Part] = []
        do {
            while found.count <= request.limit, let stretch = try await walk.next() {
                for part in stretch.flatMap({ parts($0.payment, $0.lines) }) {
                    if found.isEmpty, let from = request.from, part.name != from {
                        before = before.suffix(request.limit - 1) + [part.name]
                    } else {
                        found.append(part)
                    }
                }
            }
        } catch {
            throw .unavailable(error)
        }
        if request.from != nil, found.isEmpty { throw ListRequest.invalidCursor }
        let address = desk.call.links.settlement(settlement.id, key, marked: false)
        let page = Array(found.prefix(request.limit))
        let list = ListBody(
            key: key, count: page.count, documentation: "https://docs.mollie.com/reference/list-settlement-\(key)",
            selfAddress: request.address(address), previous: before.first.map { request.address(address, from: $0) },
            next: found.dropFirst(request.limit).first.map { request.address(address, from: $0.name) })
        return (list, page)
    }
}
