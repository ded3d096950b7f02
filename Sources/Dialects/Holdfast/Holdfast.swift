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
    let register: any MerchantRegister
    let dialects: DialectDirectory
    let identifiers: IdentifierSource
    let fingerprints: FingerprintKey
    /// Who answers for the issuer of payments born here.
    let rail: Rail
    /// Nil outside the sandbox.
    let faults: FaultBook?
    /// Nil when exchanges are not kept.
    let exchanges: ExchangeLog?
    /// A merchant of that name with fresh credentials, and what to write so that they are good.
    let admit: @Sendable (String) -> (NewMerchant, [DocumentWrite])

    package init(
        credentials: any CredentialDirectory, register: any MerchantRegister, dialects: DialectDirectory,
        identifiers: IdentifierSource, fingerprints: FingerprintKey, rail: Rail, faults: FaultBook? = nil,
        exchanges: ExchangeLog? = nil,
        admit: @escaping @Sendable (String) -> (NewMerchant, [DocumentWrite])
    ) {
        self.credentials = credentials
        self.register = register
        self.dialects = dialects
        self.identifiers = identifiers
        self.fingerprints = fingerprints
        self.rail = rail
        self.faults = faults
        self.exchanges = exchanges
        self.admit = admit
    }

    /// `sandbox` is nil outside the sandbox.
    package func mount(
        on router: Router<DialectContext>, using service: any PaymentService, deliveries: any DeliveryLog,
        sandbox: SandboxControls?
    ) {
        mountPayments(on: router, service, deliveries)
        mountSettlements(on: router, service)
        if let sandbox {
            let payer = PayerRoutes(holdfast: self, service: service)
            at(router, .post, "payments/:payment/payer") { request, name throws(Problem) in
                try await payer.act(request, name)
            }
            let settings = SettingsRoutes(holdfast: self, service: service)
            at(router, .get, "sandbox/settings") { request, _ throws(Problem) in try await settings.get(request) }
            at(router, .put, "sandbox/settings") { request, _ throws(Problem) in try await settings.put(request) }
            let clock = ClockRoutes(holdfast: self, time: sandbox.time)
            router.get("/holdfast/v1/sandbox/clock") { request, _ in
                await Self.answer { () throws(Problem) in try await clock.get(request) }
            }
            router.post("/holdfast/v1/sandbox/clock") { request, _ in
                await Self.answer { () throws(Problem) in try await clock.move(request) }
            }
            mount(DataRoutes(holdfast: self, data: sandbox.data), on: router)
        }
        MerchantRoutes(holdfast: self, service: service).mount(on: router)
        UnitRoutes(holdfast: self, service: service).mount(on: router)
        if let faults { FaultRoutes(holdfast: self, faults: faults).mount(on: router) }
        if let exchanges { ExchangeRoutes(holdfast: self, exchanges: exchanges).mount(on: router) }
        DescriptionRoute.mount(on: router)
        MethodRefusals.mount(on: router)
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            router.on("/holdfast/v1/**", method: method) { _, _ in Problem.noSuchResource.response }
        }
    }

    private func mountPayments(
        on router: Router<DialectContext>, _ service: any PaymentService, _ deliveries: any DeliveryLog
    ) {
        let payments = PaymentRoutes(holdfast: self, service: service)
        at(router, .post, "payments") { request, _ throws(Problem) in try await payments.create(request) }
        at(router, .get, "payments") { request, _ throws(Problem) in try await payments.list(request) }
        at(router, .get, "payments/:payment") { request, name throws(Problem) in
            try await payments.get(request, name)
        }
        let operations = OperationRoutes(holdfast: self, service: service)
        for kind in OperationRoutes.Kind.allCases {
            at(router, .post, "payments/:payment/\(kind.rawValue)") { request, name throws(Problem) in
                try await operations.create(kind, request, name)
            }
            at(router, .get, "payments/:payment/\(kind.rawValue)") { request, name throws(Problem) in
                try await operations.list(kind, request, name)
            }
        }
        let timeline = TimelineRoutes(holdfast: self, service: service, deliveries: deliveries)
        at(router, .get, "payments/:payment/timeline") { request, name throws(Problem) in
            try await timeline.get(request, name)
        }
        let ledger = LedgerRoutes(holdfast: self, service: service)
        at(router, .get, "ledger/trial-balance") { request, _ throws(Problem) in
            try await ledger.trialBalance(request)
        }
    }

    private func mountSettlements(on router: Router<DialectContext>, _ service: any PaymentService) {
        let settlements = SettlementRoutes(holdfast: self, service: service)
        at(router, .get, "settlements") { request, _ throws(Problem) in try await settlements.list(request) }
        at(router, .get, "settlements/:settlement") { request, name throws(Problem) in
            try await settlements.get(request, name)
        }
    }

    /// One route; the handler gets the name of the payment or settlement where the path has one.
    private func at(
        _ router: Router<DialectContext>, _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (ReceivedRequest, String?) async throws(Problem) -> Response
    ) {
        router.on("/holdfast/v1/\(path)", method: method) { request, context in
            await Self.answer { () throws(Problem) in
                try await handler(
                    try await PaymentRoutes.read(request),
                    context.parameters.get("payment") ?? context.parameters.get("settlement"))
            }
        }
    }

    private func mount(_ data: DataRoutes, on router: Router<DialectContext>) {
        router.delete("/holdfast/v1/sandbox/data") { request, _ in
            await Self.answer { () throws(Problem) in try await data.erase(request) }
        }
        router.post("/holdfast/v1/sandbox/snapshots") { request, _ in
            await Self.answer { () throws(Problem) in try await data.keep(request) }
        }
        router.get("/holdfast/v1/sandbox/snapshots") { request, _ in
            await Self.answer { () throws(Problem) in try await data.list(request) }
        }
        router.post("/holdfast/v1/sandbox/snapshots/:snapshot/restore") { request, context in
            await Self.answer { () throws(Problem) in try await data.restore(request, context) }
        }
        router.delete("/holdfast/v1/sandbox/snapshots/:snapshot") { request, context in
            await Self.answer { () throws(Problem) in try await data.forget(request, context) }
        }
    }

    /// The merchant who asks.
    func merchant(_ request: ReceivedRequest) throws(Problem) -> Grant {
        let grant = try grant(request)
        guard grant.kind == "merchant" else { throw .unauthorized }
        return grant
    }

    func grant(_ request: ReceivedRequest) throws(Problem) -> Grant {
        guard let token = request.bearerToken,
            let grant = try credentials.grant(for: token, on: Self.wire, orElse: { _ in Problem.unavailable })
        else { throw .unauthorized }
        return grant
    }

    func mustBeAdministrator(_ request: ReceivedRequest) throws(Problem) {
        guard try grant(request).kind == "administrator" else { throw .forbidden }
    }

    static func answer(_ handler: () async throws(Problem) -> Response) async -> Response {
        do { return try await handler() } catch { return error.response }
    }
}
