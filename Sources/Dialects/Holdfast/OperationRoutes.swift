import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import PaymentCore

/// What a merchant does to a payment of any wire: `/captures`, `/voids`, `/refunds`, `/increments`.
struct OperationRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    private var desk: Desk { Desk(holdfast: holdfast, service: service) }

    enum Kind: String, CaseIterable {
        case captures, voids, refunds, increments

        func includes(_ order: Operation.Order) -> Bool {
            switch order {
            case .capture: self == .captures
            case .void: self == .voids
            case .refund: self == .refunds
            case .increment: self == .increments
            case .reverse: self == .voids || self == .refunds
            case .authorize, .reauthorize: false
            }
        }
    }

    func create(_ kind: Kind, _ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let call = try Call(request, holdfast, example: "{\"amount\": {\"value\": 500, \"currency\": \"EUR\"}}")
        let payment = try desk.payment(name, of: call.grant.merchant)
        let command = try command(kind, call.body, on: payment)
        let outcome = try await desk.submit(command, on: payment.id, for: call)
        return Answer.operation(outcome.acceptance, isReplayed: outcome.isReplayed)
    }

    func list(_ kind: Kind, _ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let payment = try desk.payment(name, of: grant.merchant)
        let events = try desk.reading { () throws(Unavailable) in try service.events(of: payment.id) }
        let records = events.operations.filter { kind.includes($0.operation.order) }
        var json = JSONWriter()
        json.object {
            $0.array("data") { array in
                for record in records { array.object { OperationBody(record, of: payment).write(to: &$0) } }
            }
        }
        return Answer.ok(json)
    }

    private func command(_ kind: Kind, _ body: Body, on payment: Payment) throws(Problem) -> Command {
        let members = ["amount"] + (kind == .captures ? ["final", "lines"] : []) + OwnDetails.members
        try body.mustOnlyHave(members)
        let amount = try body.amount("amount")
        let details = try OwnDetails(body)
        let id: OperationID = holdfast.identifiers.next()
        let kept = payment.birth.wire == Holdfast.wire ? Details(details.canonicalBytes) : .none
        switch kind {
        case .captures:
            if let lines = body.json("lines"), lines.array?.allSatisfy({ $0.object != nil }) != true {
                throw .malformed("lines is an array of objects", field: "lines")
            }
            let request = Command.CaptureRequest(amount: amount, final: try body.bool("final") ?? false)
            return .capture(id, request, kept)
        case .voids: return .void(id, amount.map { .part($0) } ?? .rest, kept)
        case .refunds: return .refund(id, amount, kept)
        case .increments:
            guard let amount else { throw .malformed("Say by how much", field: "amount") }
            return .increment(id, amount, kept)
        }
    }
}
