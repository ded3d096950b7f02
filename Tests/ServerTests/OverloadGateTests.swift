import DialectKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Metrics
import NIOCore
import PaymentCore
import Server
import Telemetry
import Testing

@Suite("Overload is refused before anybody asks who it is")
struct OverloadGateTests {
    private static let start = NIODeadline.now()

    @Test(
        "what changes something is refused when it has waited too long, or is not to wait; a look is not",
        arguments: [
            (HTTPRequest.Method.post, 2_001, false, 503), (.post, 2_000, false, 201), (.post, 0, true, 503),
            (.delete, 2_001, false, 503), (.get, 9_000, false, 201), (.get, 0, true, 201), (.head, 9_000, false, 201),
        ])
    func refuses(_ method: HTTPRequest.Method, waited: Int64, isTurnedAway: Bool, status: Int) async throws {
        let asked = try await answer(to: method, waited: .milliseconds(waited), isTurnedAway)
        #expect(asked == status)
    }

    @Test("a request that came by no connection of ours has not waited")
    func unknown() async throws {
        #expect(try await answer(to: .post, waited: nil, false) == 201)
    }

    /// A route that answers as the wires do: 503 when nobody can tell whose the credential is, and 401 when it is nobody's.
    private func answer(to method: HTTPRequest.Method, waited: TimeAmount?, _ isTurnedAway: Bool) async throws -> Int {
        let refused = Counter(label: "refused", dimensions: [], factory: MetricsRegistry([]))
        let router = Router(context: DialectContext.self)
        router.add(middleware: Waited(long: waited, isTurnedAway: isTurnedAway))
        router.add(
            middleware: OverloadGate(isOverloaded: { $0 > .seconds(2) }, refused: refused, now: { Self.start }))
        let credentials = GatedCredentials(Everybody())
        for method in [HTTPRequest.Method.get, .head, .post, .delete] {
            router.on("thing", method: method) { _, _ -> HTTPResponse.Status in
                do {
                    return try credentials.grant(for: "x", on: WireName("test")) == nil ? .unauthorized : .created
                } catch {
                    return .serviceUnavailable
                }
            }
        }
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/thing", method: method) { $0.status.code }
        }
    }
}

/// Says when the request came.
private struct Waited: RouterMiddleware {
    typealias Context = DialectContext

    let long: TimeAmount?
    let isTurnedAway: Bool

    func handle(
        _ request: Request, context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.arrival = long.map { Arrival(at: OverloadGateTests.moment(before: $0)) }
        context.arrival?.isTurnedAway = isTurnedAway
        return try await next(request, context)
    }
}

extension OverloadGateTests {
    fileprivate static func moment(before wait: TimeAmount) -> NIODeadline { start - wait }
}

private struct Everybody: CredentialDirectory {
    func grant(for secret: String, on wire: WireName) -> Grant? {
        Grant(merchant: MerchantID(high: 1, low: 1), merchantName: "Shop", kind: "test")
    }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until: Instant?) -> DocumentWrite {
        .remove(DocumentKey(DocumentCollection(merchant: grant.merchant, wire: wire, kind: "x"), []))
    }
}
