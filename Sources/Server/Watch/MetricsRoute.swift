import Crypto
import DialectKit
import HTTPTypes
import HoldfastAPI
import Hummingbird
import NIOCore
import PaymentCore
import Telemetry

/// `GET /metrics`: every figure, for Prometheus. Open to whoever is on this machine and calls it by a loopback name;
/// others, and everybody once there is a token, show the token or the administrator's key.
struct MetricsRoute: Sendable {
    let registry: MetricsRegistry
    let credentials: any CredentialDirectory
    let isLoopback: Bool
    let token: String?
    /// Brings those figures up to date that are looked up.
    let look: @Sendable () -> Void

    func mount(on router: Router<DialectContext>) {
        router.get("/metrics") { request, _ in
            guard mayRead(request) else { return Self.refused }
            look()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
        }
    }

    private func mayRead(_ request: Request) -> Bool {
        let host = HostRule.host(of: request.head.authority ?? "")
        if isLoopback, token == nil, HostRule.isLoopback(host) { return true }
        guard let given = Self.bearer(request) else { return false }
        if let token, Self.isSame(given, token) { return true }
        return (try? credentials.grant(for: given, on: Holdfast.wire))?.kind == "administrator"
    }

    private static func bearer(_ request: Request) -> String? {
        let words = request.headers[.authorization]?.split(separator: " ") ?? []
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    }

    /// Compared as digests, so that how long it takes tells nothing.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        SHA256.hash(data: Array(one.utf8)) == SHA256.hash(data: Array(other.utf8))
    }

    private static var refused: Response {
        Response(
            status: .unauthorized, headers: [.wwwAuthenticate: "Bearer", .contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(
                    string: "Authorization: Bearer with the administrator's key, or the one of --metrics-token.\n")))
    }
}
