import DialectKit
import HTTPTypes
import PaymentCore
import VippsAccess

/// Makes roads of handlers, so that every answer below the API's paths is its own, or the gateway's.
struct Routes {
    let access: VippsAccess
    /// Webhooks are registered with merchant-level keys too, which have no subscription. Source: wire/vipps.md §0.2.
    var keyIsOptional = false

    typealias Handler = @Sendable (Call) async throws(Problem) -> Answer

    func road(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) -> Roads.Road {
        Roads.Road(method, path) { [access, keyIsOptional] request, name in
            let caller: Caller
            do throws(NoAccess) {
                caller = try access.caller(request, keyIsOptional: keyIsOptional)
            } catch {
                return Self.refuse(error, request)
            }
            do throws(Problem) {
                return try await handler(try Call(request, name, caller, access))
            } catch {
                return error.answer(at: request.path, trace: Self.trace(of: request, access))
            }
        }
    }

    func map(_ roads: [Roads.Road]) -> Roads {
        Roads(
            roads, publicOrigin: access.publicOrigin, tooLarge: Problem.bodyTooLarge.answer(at: "/", trace: .fresh())
        ) { Problem.noSuchResource.answer(at: $0.path, trace: .fresh()) }
    }

    static func refuse(_ reason: NoAccess, _ request: ReceivedRequest) -> Answer {
        if let answer = GatewayProblem.answer(to: reason) { return answer }
        switch reason {
        case .unitForeign(let number) where !SaleUnit.isNumber(number):
            return Problem.malformedUnit.answer(at: request.path, trace: .fresh())
        case .unitForeign(let number): return Problem.forbidden(unit: number).answer(at: request.path, trace: .fresh())
        case .later(let trouble): return Problem.unavailable(trouble).answer(at: request.path, trace: .fresh())
        case .keyMissing, .keyInvalid, .tokenInvalid:
            return Problem.unauthorized.answer(at: request.path, trace: .fresh())
        }
    }

    private static func trace(of request: ReceivedRequest, _ access: VippsAccess) -> TraceID {
        guard let key = request.headers[.idempotencyKey] else { return .fresh() }
        let body: JSONObject = ["body": .string(String(decoding: request.body, as: UTF8.self))]
        let words = access.fingerprints.fingerprint(of: "trace \(request.path) \(key)", body)
        let (hi, lo) = (words.prefix(8), words.suffix(8))
        return TraceID(hi: hi.reduce(0) { $0 << 8 | UInt64($1) }, lo: lo.reduce(0) { $0 << 8 | UInt64($1) })
    }
}
