import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import Sandbox

/// `/holdfast/v1/merchants`: new tenants with their own credentials and data, which only the administrator admits; and who
/// there is. A merchant sees itself.
struct MerchantRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    func mount(on router: Router<DialectContext>) {
        router.post("/holdfast/v1/merchants") { request, _ in
            await Holdfast.answer { () throws(Problem) in try await create(request) }
        }
        router.get("/holdfast/v1/merchants") { request, _ in
            await Holdfast.answer { () throws(Problem) in try await list(request) }
        }
        router.get("/holdfast/v1/merchants/:merchant") { request, context in
            await Holdfast.answer { () throws(Problem) in try await get(request, context) }
        }
    }

    /// `?limit=&from=`, in the order of their identifiers.
    private func list(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let reader = try MerchantReader(received, holdfast)
        let query = try Query.read(received, only: ["limit", "from"])
        guard let limit = Int(query.text("limit") ?? "50"), (1...250).contains(limit) else {
            throw .malformed("limit is a number from 1 to 250", field: "limit")
        }
        let from = query.text("from").flatMap(MerchantSpelling.read)
        if query.has("from"), from == nil {
            throw .malformed("from is the merchant that an earlier list named as next", field: "from")
        }
        var found = try reader.merchants(from: from, limit: limit + 1)
        let next = found.count > limit ? found.removeLast().id : nil
        var json = JSONWriter()
        json.object { json in
            json.array("data") { array in
                for merchant in found { array.object { $0.merchant(merchant) } }
            }
            if let next { json.string("next", MerchantSpelling.spell(next)) }
        }
        return Answer.ok(json)
    }

    /// With its sale units.
    private func get(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let reader = try MerchantReader(try await PaymentRoutes.read(request), holdfast)
        let merchant = try reader.merchant(context)
        let units = try reader.saleUnits(of: merchant)
        var json = JSONWriter()
        json.object { json in
            json.merchant(merchant)
            json.array("saleUnits") { array in
                for unit in units { array.object { $0.saleUnit(unit) } }
            }
        }
        return Answer.ok(json)
    }

    private func create(_ request: Request) async throws(Problem) -> Response {
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
            json.string("id", MerchantSpelling.spell(merchant.id))
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
