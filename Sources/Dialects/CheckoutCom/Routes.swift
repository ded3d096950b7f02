import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// Puts handlers on the router, so that every answer below their paths is Checkout.com's own.
struct Routes {
    let checkout: CheckoutCom
    let router: Router<DialectContext>

    typealias Handler = @Sendable (Call) async throws(Problem) -> Answer

    struct Endpoint {
        let method: HTTPRequest.Method
        /// Who may ask.
        let entry: Entry
        let handler: Handler
    }

    /// One path and what it takes; any other method is 404, as any path that does not exist.
    func at(_ path: RouterPath, _ endpoints: Endpoint...) {
        for endpoint in endpoints {
            let (entry, handler) = (endpoint.entry, endpoint.handler)
            router.on(path, method: endpoint.method) { [checkout] request, context in
                await Self.answer(request, context, checkout, entry, handler)
            }
        }
        let taken = endpoints.map(\.method)
        for method in Self.methods where !taken.contains(method) {
            router.on(path, method: method) { _, _ in Self.notFound }
        }
    }

    func elsewhere(_ path: RouterPath) {
        for method in Self.methods { router.on(path, method: method) { _, _ in Self.notFound } }
    }

    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .head, .options]

    private static var notFound: Response {
        let request = RequestName(on: .nas)
        return Problem.notFound.answer(request).response(request)
    }

    private static func answer(
        _ request: Request, _ context: DialectContext, _ checkout: CheckoutCom, _ entry: Entry, _ handler: Handler
    ) async -> Response {
        var platform = Platform.nas
        do throws(Problem) {
            let received = try await read(request, checkout.publicOrigin)
            let grant = try entry.grant(of: received, checkout.credentials)
            platform = KeyKind(grant.kind)?.platform ?? .nas
            let call = try Call(received, context.parameters, grant, platform, checkout)
            return try await handler(call).response(RequestName(on: platform))
        } catch {
            let name = RequestName(on: platform)
            return error.answer(name).response(name)
        }
    }

    private static func read(_ request: Request, _ origin: String?) async throws(Problem) -> ReceivedRequest {
        do { return try await ReceivedRequest(reading: request, publicOrigin: origin) } catch { throw .bodyTooLarge }
    }
}

extension Routes.Endpoint {
    static func get(_ entry: Entry, _ handler: @escaping Routes.Handler) -> Self {
        Self(method: .get, entry: entry, handler: handler)
    }
    static func post(_ entry: Entry, _ handler: @escaping Routes.Handler) -> Self {
        Self(method: .post, entry: entry, handler: handler)
    }
    static func put(_ entry: Entry, _ handler: @escaping Routes.Handler) -> Self {
        Self(method: .put, entry: entry, handler: handler)
    }
    static func patch(_ entry: Entry, _ handler: @escaping Routes.Handler) -> Self {
        Self(method: .patch, entry: entry, handler: handler)
    }
    static func delete(_ entry: Entry, _ handler: @escaping Routes.Handler) -> Self {
        Self(method: .delete, entry: entry, handler: handler)
    }
}
