import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// `POST /payments/{id}/payer`: be the payer, and the payer's bank.
struct PayerRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    private var desk: Desk { Desk(holdfast: holdfast, service: service) }

    private enum Action: String, CaseIterable { case approve, decline, abandon, instruct, resolve }
    private enum Outcome: String, CaseIterable { case succeeded, failed }

    func act(_ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let call = try Call(request, holdfast, example: "{\"action\": \"approve\"}")
        let payment = try desk.payment(name, of: call.grant.merchant)
        let command = try command(call.body, on: payment)
        let outcome = try await desk.submit(command, on: payment.id, for: call)
        return Answer.payment(outcome.acceptance.payment, isReplayed: outcome.isReplayed)
    }

    private func command(_ body: Body, on payment: Payment) throws(Problem) -> Command {
        guard let action = try body.word("action", Action.self) else {
            throw .malformed("The action is approve, decline, abandon, instruct or resolve", field: "action")
        }
        try body.mustOnlyHave(Self.members(of: action))
        switch action {
        case .approve: return try approve(body, payment)
        case .decline: return .decline(try body.reason("reason") ?? .payerDeclined)
        case .abandon: return .abandon
        case .instruct:
            guard let script = body.json("script") else { throw .malformed("Send a script", field: "script") }
            return .instruct(try ScriptReader.read(script, field: "script", from: payment.state.lastEventAt))
        case .resolve: return try resolve(body)
        }
    }

    private static func members(of action: Action) -> [String] {
        switch action {
        case .approve: ["action", "instrument"]
        case .decline: ["action", "reason"]
        case .abandon: ["action"]
        case .instruct: ["action", "script"]
        case .resolve: ["action", "operation", "outcome", "reason"]
        }
    }

    private func approve(_ body: Body, _ payment: Payment) throws(Problem) -> Command {
        var method: String?
        var script = IssuerScript()
        if let instrument = body.json("instrument") {
            guard let members = instrument.object.map({ Body($0) }) else {
                throw .malformed("The instrument is an object: {\"method\": \"creditcard\"}", field: "instrument")
            }
            try members.mustOnlyHave(["method", "script"])
            if members.has("method"), members.text("method") == nil {
                throw .malformed("The method is a text such as \"creditcard\"", field: "instrument.method")
            }
            method = members.text("method")
            if let json = members.json("script") {
                script = try ScriptReader.read(json, field: "instrument.script", from: payment.state.lastEventAt)
            }
        }
        let wish = PayerWish(method: method, script: script)
        guard let approval = holdfast.dialects.dialect(of: payment)?.approval(of: payment, with: wish) else {
            throw .malformed("This payment cannot be paid that way", field: "instrument.method")
        }
        return .authorize(holdfast.identifiers.next(), approval)
    }

    private func resolve(_ body: Body) throws(Problem) -> Command {
        guard let id = body.text("operation").flatMap({ OperationName.read($0) }) else {
            throw .malformed("Name the pending operation: op_…", field: "operation")
        }
        switch try body.word("outcome", Outcome.self) {
        case .succeeded: return .resolve(id, .succeeded)
        case .failed: return .resolve(id, .failed(try body.reason("reason") ?? .technical))
        case nil: throw .malformed("The outcome is succeeded or failed", field: "outcome")
        }
    }
}
