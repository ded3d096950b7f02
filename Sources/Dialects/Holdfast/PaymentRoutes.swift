import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// A payment of any wire, read and answered for by its payer.
struct PaymentRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    func get(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let received = try await Self.read(request)
        let grant = try holdfast.merchant(received)
        return try respond(try payment(context, of: grant))
    }

    /// `{"action": "approve" | "decline" | "abandon", "instrument": {"method": "klarna"}}`
    func bePayer(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let received = try await Self.read(request)
        let grant = try holdfast.merchant(received)
        let (action, method) = try Self.action(received)
        let payment = try payment(context, of: grant)
        let command: Command
        switch action {
        case .approve:
            let wish = PayerWish(method: method)
            guard let approval = holdfast.dialects.dialect(of: payment)?.approval(of: payment, with: wish) else {
                throw .malformed("This payment cannot be paid that way", field: "instrument.method")
            }
            command = .authorize(holdfast.identifiers.next(), approval)
        case .decline: command = .decline(.payerDeclined)
        case .abandon: command = .abandon
        }
        switch await service.submit(Submission(command, on: payment.id, by: .merchant(grant.merchant))) {
        case .decided(.accepted(let acceptance), _): return try respond(acceptance.payment)
        case .decided(.refused(let refusal), _): throw .payer(refusal)
        case .unavailable: throw .unavailable
        case .broken, .answer: throw .broken
        }
    }

    private enum Action: String {
        case approve, decline, abandon
    }

    private static func action(_ request: ReceivedRequest) throws(Problem) -> (Action, method: String?) {
        guard let body = (try? JSON.parse(request.body))?.object else {
            throw .malformed("Send a JSON object: {\"action\": \"approve\"}")
        }
        guard let action = body["action"]?.string.flatMap(Action.init) else {
            throw .malformed("The action is approve, decline or abandon", field: "action")
        }
        guard let instrument = body["instrument"], !instrument.isNull else { return (action, nil) }
        guard let members = instrument.object else {
            throw .malformed("The instrument is an object: {\"method\": \"creditcard\"}", field: "instrument")
        }
        return (action, members["method"]?.string)
    }

    private func payment(_ context: DialectContext, of grant: Grant) throws(Problem) -> Payment {
        guard let name = context.parameters.get("payment"),
            let id = holdfast.dialects.paymentID(name, of: grant.merchant, in: service)
        else {
            throw .paymentUnknown
        }
        let found: Payment?
        do { found = try service.payment(id) } catch { throw .unavailable }
        guard let found, found.birth.merchant == grant.merchant else { throw .paymentUnknown }
        return found
    }

    private func respond(_ payment: Payment) throws(Problem) -> Response {
        var json = JSONWriter()
        json.object { PaymentBody(payment: payment).write(to: &$0) }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    static func read(_ request: Request) async throws(Problem) -> ReceivedRequest {
        do { return try await ReceivedRequest(reading: request, publicOrigin: nil) } catch { throw .bodyTooLarge }
    }
}
