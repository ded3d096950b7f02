import CheckoutCom
import Console
import DialectKit
import Engine
import HTTPTypes
import HoldfastAPI
import Hummingbird
import Mollie
import NIOCore
import PaymentCore
import Sandbox
import SwedbankPayInvoice
import VippsAccess
import VippsECom
import VippsEPayment
import Webhooks

/// Every dialect this binary speaks, and the one router that serves them.
struct Wires {
    let directory: DialectDirectory
    let announcers: AnnouncerDirectory
    let subscriptions: SubscriptionRegistry
    /// Nil outside the sandbox.
    let faults: FaultBook?
    let exchanges: ExchangeLog?
    let identifiers: IdentifierSource
    private let merchants: MerchantDirectory
    private let mollie: Mollie
    private let vipps: VippsAccess
    private let ePayment: VippsEPayment
    private let checkout: CheckoutCom
    private let eCom: VippsECom
    private let swedbank: SwedbankPayInvoice
    private let holdfast: Holdfast

    init(
        _ options: ServerOptions, _ keys: KeyRing, _ merchants: MerchantDirectory, _ time: any TimeSource,
        reader: any PaymentReader & DeliveryHistory
    ) {
        let identifiers = IdentifierSource { time.now() }
        self.identifiers = identifiers
        self.merchants = merchants
        let sealer = Sealer(key: keys.key(for: "webhook secrets"))
        subscriptions = SubscriptionRegistry(sealer: sealer, reader: reader, identifiers: identifiers)
        faults = options.mode == .sandbox ? FaultBook() : nil
        exchanges = options.keepsExchanges ? ExchangeLog() : nil
        let credentials = GatedCredentials(ObservedCredentials(merchants))
        let rail: Rail = options.mode == .sandbox ? .simulated : .connector
        let fingerprints = FingerprintKey(keys.key(for: "fingerprints"))
        mollie = Mollie(
            credentials: credentials, identifiers: identifiers, rail: rail, fingerprints: fingerprints,
            subscriptions: subscriptions, publicOrigin: options.publicOrigin)
        vipps = VippsAccess(
            credentials: credentials, units: merchants, identifiers: identifiers, rail: rail,
            fingerprints: fingerprints, checksReturnAddresses: options.returnURLs == .checked,
            publicOrigin: options.publicOrigin)
        ePayment = VippsEPayment(access: vipps, sealer: sealer)
        eCom = VippsECom(access: vipps)
        checkout = CheckoutCom(
            credentials: credentials, identifiers: identifiers, rail: rail, fingerprints: fingerprints, sealer: sealer,
            amountTriggers: options.decliningAmounts.triggers, publicOrigin: options.publicOrigin)
        swedbank = SwedbankPayInvoice(
            credentials: credentials, identifiers: identifiers, rail: rail, rules: options.invoiceRules,
            publicOrigin: options.publicOrigin)
        let dialects: [any Dialect] = [mollie, ePayment, eCom, checkout, swedbank, HoldfastWire()]
        directory = DialectDirectory(dialects)
        announcers = AnnouncerDirectory(dialects)
        holdfast = Holdfast(
            credentials: credentials, register: merchants, dialects: directory, identifiers: identifiers,
            fingerprints: fingerprints, rail: rail, faults: faults, exchanges: exchanges
        ) { name in
            let merchant = NewMerchant(id: identifiers.next(), name: name)
            return (merchant, merchants.admissions(of: merchant))
        }
    }

    /// Whether a document is kept in memory by one of the wires.
    func remembers(_ key: DocumentKey) -> Bool { subscriptions.remembers(key) || VippsEPayment.remembers(key) }

    /// Reads anew what is remembered of a merchant. Faults and exchanges are this node's own; they go when the merchant has
    /// other data than before.
    func recall(_ merchant: MerchantID, renewed: Bool) throws(StoreError) {
        try subscriptions.reload(merchant)
        ePayment.forget(merchant)
        guard renewed else { return }
        faults?.forget(merchant)
        exchanges?.forget(merchant)
    }

    func router(
        using engine: any PaymentService, _ options: ServerOptions, deliveries: any DeliveryLog,
        sandbox: SandboxControls?, watch: Watch, console: (any PaymentService) -> Console? = { _ in nil },
        isReady: @escaping @Sendable () -> Bool, isOverloaded: @escaping @Sendable (Duration) -> Bool,
        look: @escaping @Sendable () -> Void
    ) -> Router<DialectContext> {
        let observes = faults != nil || exchanges != nil
        let watched = WatchedService(engine, watch.registry, tracer: watch.tracer)
        let observed: any PaymentService = observes ? ObservedService(watched) : watched
        let service: any PaymentService = sandbox == nil ? observed : SandboxTerms(observed)
        let metrics = MetricsRoute(
            registry: watch.registry, credentials: merchants, isLoopback: options.isLoopback,
            token: options.metricsToken, look: look)
        let page = console(service)
        func mount(on router: Router<DialectContext>, _ claim: (String) -> Void) {
            mountServer(on: router, metrics, isReady)
            claim("server")
            mountWires(on: router, using: service, deliveries, sandbox, claim)
            page?.mount(on: router)
            claim("console")
        }
        // Once beforehand, to learn which routes are whose: what is around the routes must know when they are mounted.
        let draft = Router(context: DialectContext.self)
        var routes = RouteWires()
        mount(on: draft) { routes.claim($0, on: draft) }

        let router = Router(context: DialectContext.self)
        router.add(middleware: watch.requests(routes))
        if options.tls != nil { router.add(middleware: SecureScheme()) }
        if options.isLoopback { router.add(middleware: HostRule(allowing: options.allowedHosts)) }
        router.add(middleware: OverloadGate(isOverloaded: isOverloaded, refused: watched.overloaded))
        if observes {
            router.add(
                middleware: ExchangeMiddleware(faults: faults, exchanges: exchanges) { [service] merchant in
                    service.now(of: merchant)
                })
        }
        mount(on: router) { _ in }
        watch.tell(routes, of: router)
        return router
    }

    private func mountServer(
        on router: Router<DialectContext>, _ metrics: MetricsRoute, _ isReady: @escaping @Sendable () -> Bool
    ) {
        router.get("/health") { _, _ in Self.healthy }
        router.get("/health/live") { _, _ in Self.healthy }
        router.get("/health/ready") { _, _ in isReady() ? Self.healthy : Self.unready }
        // As much of HTTP as any POST, and nothing more: what the benchmark compares with.
        router.post("/health") { request, _ in
            _ = try await request.body.collect(upTo: ReceivedRequest.bodyLimit)
            return Self.healthy
        }
        metrics.mount(on: router)
    }

    /// `claim` is told each wire after its routes have come.
    private func mountWires(
        on router: Router<DialectContext>, using service: any PaymentService, _ deliveries: any DeliveryLog,
        _ sandbox: SandboxControls?, _ claim: (String) -> Void
    ) {
        mollie.mount(on: router, using: service)
        claim(Mollie.wire.text)
        vipps.mount(on: router, using: service)
        claim(VippsAccess.wire.text)
        ePayment.mount(on: router, using: service)
        claim(VippsEPayment.wire.text)
        eCom.mount(on: router, using: service)
        claim(VippsECom.wire.text)
        checkout.mount(on: router, using: service, deliveries: deliveries)
        claim(CheckoutCom.wire.text)
        swedbank.mount(on: router, using: service)
        claim(SwedbankPayInvoice.wire.text)
        holdfast.mountWebhooks(on: router, subscriptions: subscriptions, log: deliveries)
        holdfast.mount(on: router, using: service, deliveries: deliveries, sandbox: sandbox)
        claim(Holdfast.wire.text)
    }

    /// The process is up.
    private static var healthy: Response { health(.ok, "ok") }
    /// It is, but takes no work: it cannot reach its store, or is ending. For a load balancer to send requests elsewhere.
    private static var unready: Response { health(.serviceUnavailable, "unready") }

    private static func health(_ status: HTTPResponse.Status, _ word: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"\#(word)"}"#)))
    }
}

extension ServerOptions {
    fileprivate var invoiceRules: SwedbankPayInvoice.Rules {
        var rules = SwedbankPayInvoice.Rules()
        rules.lists = invoiceLists == .arrays ? .arrays : .objects
        rules.checksSums = invoiceSums == .checked
        return rules
    }
}

extension ServerOptions.DecliningAmounts {
    fileprivate var triggers: AmountTriggers {
        switch self {
        case .everywhere: .everywhere
        case .classic: .classic
        case .off: .off
        }
    }
}
