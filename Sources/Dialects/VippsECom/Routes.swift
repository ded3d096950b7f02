import DialectKit
import HTTPTypes
import PaymentCore
import VippsAccess

/// Makes roads of handlers, so that every answer below the API's paths is its own, or the gateway's.
struct Routes {
    let access: VippsAccess

    typealias Handler = @Sendable (Call) async throws(Problem) -> Answer

    func road(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) -> Roads.Road {
        Roads.Road(method, path) { [access] request, name in
            let caller: Caller
            do throws(NoAccess) {
                caller = try access.caller(request)
            } catch {
                return Self.refuse(error)
            }
            do throws(Problem) {
                return try await handler(try Call(request, name, caller, access))
            } catch {
                return error.answer
            }
        }
    }

    func map(_ roads: [Roads.Road]) -> Roads {
        Roads(roads, publicOrigin: access.publicOrigin, tooLarge: Problem.bodyTooLarge.answer) { _ in
            Problem.noSuchResource.answer
        }
    }

    private static func refuse(_ reason: NoAccess) -> Answer {
        if let answer = GatewayProblem.answer(to: reason) { return answer }
        switch reason {
        case .unitForeign: return Problem(.merchantNotAllowed).answer
        case .later(let trouble): return Problem.unavailable(trouble).answer
        case .keyMissing, .keyInvalid, .tokenInvalid:
            return GatewayProblem.unauthorized("Something went wrong, please try again later")
        }
    }
}
