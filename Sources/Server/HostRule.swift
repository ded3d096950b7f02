import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore

/// Bound to loopback, the server answers only to loopback names and to those it was told: a web page elsewhere cannot
/// reach it by pointing its own name here.
struct HostRule: RouterMiddleware {
    typealias Context = DialectContext

    private let names: Set<String>

    init(allowing names: [String]) { self.names = Set(names.map { $0.lowercased() }) }

    func handle(
        _ request: Request, context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        let host = Self.host(of: request.head.authority ?? "")
        guard Self.isLoopback(host) || names.contains(host) else {
            let text =
                "This server answers to loopback names only. Start it with --allow-host \(host) to add this one.\n"
            return Response(
                status: .misdirectedRequest, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        return try await next(request, context)
    }

    /// The name without its port, in lower case.
    static func host(of authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }).lowercased() + "]" }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }

    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
