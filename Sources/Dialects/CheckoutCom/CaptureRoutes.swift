import DialectKit
import HTTPTypes
import Ledger
import PaymentCore

/// `/payments/{id}/captures`, `/voids` and `/cancellations`. Source: the seed `003_5b520000af36ab52.txt`; wire/checkout.md §6.1 and §6.2.
struct CaptureRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func capture(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        return try await desk.answered { () throws(Problem) in
            let isFinal = try Self.isFinal(call)
            let request = try OperationRequest(desk)
            let payment = try desk.payment()
            let wanted = Command.CaptureRequest(amount: try request.money(of: payment), final: isFinal)
            let command = Command.capture(checkout.identifiers.next(), wanted, request.encodedDetails)
            return try await desk.submit(command, on: payment.id) { refusal in
                Problem.capture(refusal, hasCaptures: payment.capturesCounted > 0)
            }
        }
    }

    @Sendable func void(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        return try await desk.answered { () throws(Problem) in
            let request = try OperationRequest(desk)
            let payment = try desk.payment()
            let amount = try request.money(of: payment).map { Command.VoidAmount.part($0) } ?? .rest
            let command = Command.void(checkout.identifiers.next(), amount, request.encodedDetails)
            return try await desk.submit(command, on: payment.id) { Problem.void($0) }
        }
    }

    /// Calls back the retry of a declined payment. None is ever scheduled here. Source: wire/checkout.md §6.6.
    @Sendable func cancel(_ call: Call) async throws(Problem) -> Answer {
        _ = try Desk(checkout: checkout, service: service, call: call).payment()
        throw .notAllowed
    }

    /// A capture is the last one unless it says otherwise; the classic platform knows no other.
    private static func isFinal(_ call: Call) throws(Problem) -> Bool {
        switch try call.body.text("capture_type", else: "capture_type_invalid") {
        case nil, "Final": true
        case "NonFinal": call.platform == .classic
        default: throw .invalid("capture_type_invalid")
        }
    }
}

extension Desk {
    /// What `work` leads to, as a 202. A request that is wrong by now is answered as its key was before.
    func answered(_ work: () async throws(Problem) -> Acceptance) async throws(Problem) -> Answer {
        let acceptance: Acceptance
        do {
            acceptance = try await work()
        } catch {
            guard let known = try await known() else { throw error }
            acceptance = known
        }
        guard let event = acceptance.operationEvent, let operation = event.operation else { throw .internalError }
        let reference = OperationDetails.read(event.details)?.reference
        return AcceptedBody(
            action: operation.id, reference: reference, payment: acceptance.payment.id, links: call.links
        ).answer()
    }
}
