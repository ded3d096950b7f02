import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// Puts handlers on the router, so that every answer under `/v2` is Mollie's own: also for a method that a path does not
/// take (405 with `Allow`), and for a path that does not exist (404).
struct Routes {
    let mollie: Mollie
    let router: Router<DialectContext>

    typealias Handler = @Sendable (Call) async throws(Problem) -> Answer

    struct Endpoint {
        let method: HTTPRequest.Method
        let handler: Handler

        static func get(_ handler: @escaping Handler) -> Endpoint { Endpoint(method: .get, handler: handler) }
        static func post(_ handler: @escaping Handler) -> Endpoint { Endpoint(method: .post, handler: handler) }
        static func patch(_ handler: @escaping Handler) -> Endpoint { Endpoint(method: .patch, handler: handler) }
        static func delete(_ handler: @escaping Handler) -> Endpoint { Endpoint(method: .delete, handler: handler) }
    }

    /// `kind` is what a token's permissions speak of: reading needs `kind.read`, everything else `kind.write`.
    func at(_ path: RouterPath, of kind: String, _ endpoints: Endpoint...) {
        let allowed = endpoints.map(\.method)
        for endpoint in endpoints {
            let handler = endpoint.handler
            let permission = endpoint.method == .get ? kind + ".read" : kind + ".write"
            router.on(path, method: endpoint.method) { [mollie] request, context in
                await Self.answer(request, context, mollie, permission, handler).response
            }
        }
        let others: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .head, .options]
        for method in others where !allowed.contains(method) {
            router.on(path, method: method) { request, _ in
                var response = Problem.methodNotAllowed(request.method.rawValue).answer.response
                response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
                return response
            }
        }
    }

    func elsewhere(_ path: RouterPath) {
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            router.on(path, method: method) { _, _ in Problem.noSuchResource.answer.response }
        }
    }

    private static func answer(
        _ request: Request, _ context: DialectContext, _ mollie: Mollie, _ permission: String, _ handler: Handler
    ) async -> Answer {
        do throws(Problem) {
            let received = try await read(request, mollie.publicOrigin)
            let call = try Call(received, context.parameters, mollie: mollie, needing: permission)
            return try await handler(call)
        } catch {
            return error.answer
        }
    }

    private static func read(_ request: Request, _ origin: String?) async throws(Problem) -> ReceivedRequest {
        do { return try await ReceivedRequest(reading: request, publicOrigin: origin) } catch { throw .bodyTooLarge }
    }
}
