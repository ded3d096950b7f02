import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import Sandbox

/// `/holdfast/v1/sandbox/faults`: what is to go wrong for this merchant, and how often it has.
struct FaultRoutes {
    let holdfast: Holdfast
    let faults: FaultBook

    func mount(on router: Router<DialectContext>) {
        router.get("/holdfast/v1/sandbox/faults") { request, _ in
            await Holdfast.answer { () throws(Problem) in try await list(request) }
        }
        router.post("/holdfast/v1/sandbox/faults") { request, _ in
            await Holdfast.answer { () throws(Problem) in try await add(request) }
        }
        router.delete("/holdfast/v1/sandbox/faults") { request, _ in
            await Holdfast.answer { () throws(Problem) in try await removeAll(request) }
        }
        router.delete("/holdfast/v1/sandbox/faults/:fault") { request, context in
            await Holdfast.answer { () throws(Problem) in try await remove(request, context) }
        }
    }

    private func list(_ request: Request) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        var json = JSONWriter()
        json.object { json in
            json.array("faults") { array in
                for rule in faults.rules(of: grant.merchant) { array.object { FaultBody(rule: rule).write(to: &$0) } }
            }
            json.array("strikes") { array in
                for strike in faults.strikes(of: grant.merchant) {
                    array.object { StrikeBody(strike: strike).write(to: &$0) }
                }
            }
        }
        return Self.answer(.ok, json.bytes)
    }

    private func add(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let wish = try FaultWish.read(received, wires: holdfast.dialects.wires)
        let rule = FaultRule(holdfast.identifiers.next(), wish)
        guard faults.add(rule, of: grant.merchant) else { throw .tooManyFaults }
        var json = JSONWriter()
        json.object { FaultBody(rule: rule).write(to: &$0) }
        return Self.answer(.created, json.bytes)
    }

    private func removeAll(_ request: Request) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        faults.removeAll(of: grant.merchant)
        return Response(status: .noContent)
    }

    private func remove(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        guard let id = context.parameters.get("fault").flatMap(FaultName.read),
            faults.remove(id, of: grant.merchant)
        else { throw .faultUnknown }
        return Response(status: .noContent)
    }

    private static func answer(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Problem {
    fileprivate static let tooManyFaults = Problem(
        status: 409, title: "Conflict",
        detail: "There are \(FaultBook.ruleLimit) faults that have not struck out; remove some first")
    fileprivate static let faultUnknown = Problem(
        status: 404, title: "Not Found", detail: "This merchant has no such fault; GET /holdfast/v1/sandbox/faults")
}
