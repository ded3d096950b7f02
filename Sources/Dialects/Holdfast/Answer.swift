import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// A JSON answer.
enum Answer {
    static func ok(_ json: borrowing JSONWriter) -> Response { with(.ok, json) }

    static func with(
        _ status: HTTPResponse.Status, _ json: borrowing JSONWriter, isReplayed: Bool = false
    ) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if isReplayed { headers[.idempotentReplayed] = "true" }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    static func payment(
        _ payment: Payment, _ status: HTTPResponse.Status = .ok, isReplayed: Bool = false
    ) -> Response {
        var json = JSONWriter()
        json.object { PaymentBody(payment: payment).write(to: &$0) }
        return with(status, json, isReplayed: isReplayed)
    }

    static func payments(_ payments: [Payment], next: PaymentID?) -> Response {
        var json = JSONWriter(capacityBytes: 16_384)
        json.object {
            $0.array("data") { array in
                for payment in payments { array.object { PaymentBody(payment: payment).write(to: &$0) } }
            }
            if let next { $0.string("next", PaymentName.spell(next)) }
        }
        return ok(json)
    }

    /// The operation that was asked for, with the payment, both as of the decision.
    static func operation(_ acceptance: Acceptance, isReplayed: Bool) -> Response {
        var json = JSONWriter()
        json.object { json in
            let asked = acceptance.operation?.id
            if let record = acceptance.events.operations.first(where: { $0.operation.id == asked }) {
                OperationBody(record, of: acceptance.payment).write(to: &json)
            }
            json.object("payment") { PaymentBody(payment: acceptance.payment).write(to: &$0) }
        }
        return with(.created, json, isReplayed: isReplayed)
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
}
