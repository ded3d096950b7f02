import CheckoutCom
import Console
import DialectKit
import Engine
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
        let sealer = Sealer(key: keys.key(for: "webhook secrets"))
        subscriptions = SubscriptionRegistry(sealer: sealer, reader: reader, identifiers: identifiers)
        faults = options.mode == .sandbox ? FaultBook() : nil
        exchanges = options.keepsExchanges ? ExchangeLog() : nil
        let credentials = ObservedCredentials(merchants)
        let rail: Rail = options.mode == .sandbox ? .simulated : .connector
        let fingerprints = FingerprintKey(keys.key(for: "fingerprints"))
        mollie = Mollie(
            credentials: credentials, identifiers: identifiers, rail: rail, fingerprints: fingerprints,
            subscriptions: subscriptions, publicOrigin: options.publicOrigin)
        vipps = VippsAccess(
            credentials: credentials, units: merchants, identifiers: identifiers, rail: rail,
            fingerprints: fingerprints,
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

    /// What was remembered of a merchant, whose data was exchanged.
    func forget(_ merchant: MerchantID) {
        subscriptions.reload(merchant)
        ePayment.forget(merchant)
        faults?.forget(merchant)
        exchanges?.forget(merchant)
    }

    func router(
        using service: any PaymentService, _ options: ServerOptions, deliveries: any DeliveryLog,
        sandbox: SandboxControls?, console: (any PaymentService) -> Console? = { _ in nil }
    ) -> Router<DialectContext> {
        let router = Router(context: DialectContext.self)
        if options.isLoopback { router.add(middleware: HostRule(allowing: options.allowedHosts)) }
        let observes = faults != nil || exchanges != nil
        if observes {
            router.add(
                middleware: ExchangeMiddleware(faults: faults, exchanges: exchanges) { [service] merchant in
                    service.now(of: merchant)
                })
        }
        let observed: any PaymentService = observes ? ObservedService(service) : service
        let service: any PaymentService = sandbox == nil ? observed : SandboxTerms(observed)
        router.get("/health") { _, _ in Self.healthy }
        // As much of HTTP as any POST, and nothing more: what the benchmark compares with.
        router.post("/health") { request, _ in
            _ = try await request.body.collect(upTo: ReceivedRequest.bodyLimit)
            return Self.healthy
        }
        mollie.mount(on: router, using: service)
        vipps.mount(on: router, using: service)
        ePayment.mount(on: router, using: service)
        eCom.mount(on: router, using: service)
        checkout.mount(on: router, using: service, deliveries: deliveries)
        swedbank.mount(on: router, using: service)
        holdfast.mountWebhooks(on: router, subscriptions: subscriptions, log: deliveries)
        holdfast.mount(on: router, using: service, deliveries: deliveries, sandbox: sandbox)
        console(service)?.mount(on: router)
        return router
    }

    private static var healthy: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"ok"}"#)))
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
