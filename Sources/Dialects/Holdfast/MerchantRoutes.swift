import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import Sandbox

/// `POST /holdfast/v1/merchants`: a new tenant with its own credentials and data. For the administrator.
struct MerchantRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    func create(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        try holdfast.mustBeAdministrator(received)
        guard let body = (try? JSON.parse(received.body))?.object else {
            throw .malformed("Send a JSON object: {\"name\": \"My shop\"}")
        }
        for name in body.names where name != "name" { throw .malformed("There is no member \"\(name)\"", field: name) }
        guard let name = body["name"]?.string, MerchantName.isGood(name) else {
            throw .malformed(MerchantName.rule, field: "name")
        }
        let (merchant, writes) = holdfast.admit(name)
        do { try await service.write(writes) } catch { throw .unavailable }
        var json = JSONWriter()
        json.object { json in
            json.string("id", PrefixedName.spell(merchant.id, "mer_"))
            json.string("name", merchant.name)
            json.array("credentials") { array in
                for credential in merchant.credentials {
                    array.object {
                        $0.string("dialect", credential.wire.text)
                        $0.string("kind", credential.kind)
                        $0.string("secret", credential.secret)
                    }
                }
            }
        }
        return Response(
            status: .created, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
