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

        var hasLines: Bool { self == .captures || self == .refunds }

        /// Nil for what no wire is asked about.
        var wished: OperationWish.Kind? {
            switch self {
            case .captures: .capture
            case .voids: .void
            case .refunds: .refund
            case .increments: nil
            }
        }
    }

    func create(_ kind: Kind, _ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let call = try Call(request, holdfast, example: "{\"amount\": {\"value\": 500, \"currency\": \"EUR\"}}")
        let payment = try desk.payment(name, of: call.grant.merchant)
        let order = try order(kind, call.body, on: payment)
        let outcome = try await desk.submit(
            order.command, on: payment.id, for: call, reference: order.papers.reference,
            documents: order.papers.documents)
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

    private func order(
        _ kind: Kind, _ body: Body, on payment: Payment
    ) throws(Problem) -> (command: Command, papers: OperationPapers.Ready) {
        let members = ["amount"] + (kind == .captures ? ["final"] : []) + (kind.hasLines ? ["lines"] : [])
        try body.mustOnlyHave(members + OwnDetails.members)
        let amount = try body.amount("amount")
        let own = try OwnDetails(body)
        let id: OperationID = holdfast.identifiers.next()
        let papers = try papers(kind, body, own, id, amount, on: payment)
        let command: Command
        switch kind {
        case .captures:
            let request = Command.CaptureRequest(amount: papers.amount, final: try body.bool("final") ?? false)
            command = .capture(id, request, papers.details)
        case .voids: command = .void(id, papers.amount.map { .part($0) } ?? .rest, papers.details)
        case .refunds: command = .refund(id, papers.amount, papers.details)
        case .increments:
            guard let amount else { throw .malformed("Say by how much", field: "amount") }
            command = .increment(id, amount, papers.details)
        }
        return (command, papers)
    }

    /// What the payment's own wire keeps with it: of our own payments what was sent, of others what their wire makes of it.
    private func papers(
        _ kind: Kind, _ body: Body, _ own: OwnDetails, _ id: OperationID, _ amount: Money?, on payment: Payment
    ) throws(Problem) -> OperationPapers.Ready {
        let dialect = holdfast.dialects.dialect(of: payment)
        let demandsLines = kind.hasLines && dialect?.demandsLines == true
        if kind.hasLines, !demandsLines { try LineReader.mustBeObjects(body) }
        let lines = demandsLines ? try LineReader.read(body, in: payment.currency) : []
        guard payment.birth.wire != Holdfast.wire else {
            return .init(amount: amount, details: Details(own.canonicalBytes))
        }
        guard let dialect, let wished = kind.wished else { return .init(amount: amount) }
        let wish = OperationWish(
            wished, as: id, amount: amount, lines: lines, reference: own.reference, description: own.description)
        switch try desk.reading({ () throws(Unavailable) in
            try dialect.papers(for: wish, on: payment, in: service)
        }) {
        case .ready(let papers): return papers
        case .lacking(let gaps): throw .lacking(gaps)
        }
    }
}
