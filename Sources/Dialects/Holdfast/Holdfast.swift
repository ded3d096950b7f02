package import DialectKit
import HTTPTypes
package import Hummingbird
package import PaymentCore
package import Sandbox

/// Our own API under `/holdfast/v1`: what no PSP's wire has a word for. Here: reading a payment of any wire, and being
/// its payer.
package struct Holdfast {
    package static let wire = WireName("holdfast")

    let credentials: any CredentialDirectory
    let dialects: DialectDirectory
    let identifiers: IdentifierSource
    /// Nil outside the sandbox.
    let faults: FaultBook?
    /// Nil when exchanges are not kept.
    let exchanges: ExchangeLog?
    /// A merchant of that name with fresh credentials, and what to write so that they are good.
    let admit: @Sendable (String) -> (NewMerchant, [DocumentWrite])

    package init(
        credentials: any CredentialDirectory, dialects: DialectDirectory, identifiers: IdentifierSource,
        faults: FaultBook? = nil, exchanges: ExchangeLog? = nil,
        admit: @escaping @Sendable (String) -> (NewMerchant, [DocumentWrite])
    ) {
        self.credentials = credentials
        self.dialects = dialects
        self.identifiers = identifiers
        self.faults = faults
        self.exchanges = exchanges
        self.admit = admit
    }

    /// `sandbox` is nil outside the sandbox.
    package func mount(
        on router: Router<DialectContext>, using service: any PaymentService, sandbox: SandboxControls?
    ) {
        let payments = PaymentRoutes(holdfast: self, service: service)
        router.get("/holdfast/v1/payments/:payment") { request, context in
            await Self.answer { () throws(Problem) in try await payments.get(request, context) }
        }
        if let sandbox {
            router.post("/holdfast/v1/payments/:payment/payer") { request, context in
                await Self.answer { () throws(Problem) in try await payments.bePayer(request, context) }
            }
            let clock = ClockRoutes(holdfast: self, time: sandbox.time)
            router.get("/holdfast/v1/sandbox/clock") { request, _ in
                await Self.answer { () throws(Problem) in try await clock.get(request) }
            }
            router.post("/holdfast/v1/sandbox/clock") { request, _ in
                await Self.answer { () throws(Problem) in try await clock.move(request) }
            }
        }
        let merchants = MerchantRoutes(holdfast: self, service: service)
        router.post("/holdfast/v1/merchants") { request, _ in
            await Self.answer { () throws(Problem) in try await merchants.create(request) }
        }
        if let faults { FaultRoutes(holdfast: self, faults: faults).mount(on: router) }
        if let exchanges { ExchangeRoutes(holdfast: self, exchanges: exchanges).mount(on: router) }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            router.on("/holdfast/v1/**", method: method) { _, _ in Problem.noSuchResource.response }
        }
    }

    /// The merchant who asks.
    func merchant(_ request: ReceivedRequest) throws(Problem) -> Grant {
        guard let token = request.bearerToken, let grant = credentials.grant(for: token, on: Self.wire),
            grant.kind == "merchant"
        else { throw .unauthorized }
        return grant
    }

    func mustBeAdministrator(_ request: ReceivedRequest) throws(Problem) {
        guard let token = request.bearerToken, let grant = credentials.grant(for: token, on: Self.wire) else {
            throw .unauthorized
        }
        guard grant.kind == "administrator" else { throw .forbidden }
    }

    static func answer(_ handler: () async throws(Problem) -> Response) async -> Response {
        do { return try await handler() } catch { return error.response }
    }
}
