import DialectKit
import Hummingbird

/// Says of every request that came over this server's own TLS that it did: links in answers, and cookies, depend on it.
struct SecureScheme: RouterMiddleware {
    typealias Context = DialectContext

    func handle(
        _ request: Request, context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.scheme = "https"
        return try await next(Request(head: head, body: request.body), context)
    }
}
