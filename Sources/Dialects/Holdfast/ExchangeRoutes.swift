import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// `GET /holdfast/v1/wire-exchanges?payment=tr_…`: the merchant's last requests and answers, redacted, oldest first.
struct ExchangeRoutes {
    let holdfast: Holdfast
    let exchanges: ExchangeLog

    func mount(on router: Router<DialectContext>) {
        router.get("/holdfast/v1/wire-exchanges") { request, _ in
            await Holdfast.answer { () throws(Problem) in try await list(request) }
        }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let payment = try payment(received)
        var json = JSONWriter(capacityBytes: 16_384)
        json.object { json in
            json.array("exchanges") { array in
                for exchange in exchanges.exchanges(of: grant.merchant, about: payment) {
                    array.object { ExchangeBody(exchange: exchange).write(to: &$0) }
                }
            }
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    private func payment(_ request: ReceivedRequest) throws(Problem) -> PaymentID? {
        guard let text = try Query.read(request, only: ["payment"]).text("payment") else { return nil }
        guard let id = PaymentName.read(text) ?? holdfast.dialects.paymentID(spelled: text) else {
            throw .malformed("Name the payment as its own wire spells it, such as tr_…", field: "payment")
        }
        return id
    }
}

/// A request and its answer.
struct ExchangeBody {
    let exchange: WireExchange

    func write(to json: inout JSONObjectWriter) {
        json.string("at", InstantSpelling.zuluMilliseconds(exchange.at.milliseconds))
        json.int("tookMilliseconds", exchange.took.milliseconds)
        if let wire = exchange.wire { json.string("dialect", wire.text) }
        if let operation = exchange.operation { json.string("operation", operation) }
        if let payment = exchange.payment { json.string("payment", PaymentName.spell(payment)) }
        if let sequence = exchange.sequence { json.int("event", sequence) }
        if let fault = exchange.fault { json.string("fault", fault) }
        json.object("request") {
            $0.string("method", exchange.request.method)
            $0.string("target", exchange.request.target)
            Self.write(exchange.request.content, to: &$0)
        }
        guard let answer = exchange.answer else { return }
        json.object("answer") {
            $0.int("status", answer.status)
            $0.bool("arrived", answer.arrived)
            Self.write(answer.content, to: &$0)
        }
    }

    private static func write(_ content: WireContent, to json: inout JSONObjectWriter) {
        json.array("headers") { array in
            for header in content.headers {
                array.object {
                    $0.string("name", header.name)
                    $0.string("value", header.value)
                }
            }
        }
        json.string("body", content.body)
    }
}
