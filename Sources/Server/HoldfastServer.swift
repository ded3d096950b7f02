import DialectKit
import Engine
import Glibc
import Hummingbird
import Invoicing
package import Logging
import NIOCore
import NIOSSL
import PaymentCore
import Sandbox
import ServiceLifecycle
import TimeTravel
import UnixSignals
import Webhooks

/// The composition root: store, engine, dialects and HTTP, put together and run until told to stop.
package struct HoldfastServer {
    private let options: ServerOptions
    private let logger: Logger

    /// How long a connection may stay silent, between requests or within one.
    private static let silenceSeconds: Int64 = 30
    /// How long what was begun may take to end after SIGTERM; then it is broken off.
    private static let drainSeconds: Int64 = 10

    package init(_ options: ServerOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT: then stops accepting, answers what waits, closes the store.
    package func run(announce: @escaping @Sendable (String) -> Void) async throws {
        let certificate = try options.tls.map(Certificate.init)
        let agreements = try options.invoiceAgreements.map(InvoiceAgreements.init(file:)) ?? .none
        let mail = try options.smtpServer()
        if mail == nil, agreements.sendsMail || options.invoiceDistribution != .directory {
            throw ServerTrouble(description: "invoices are to go out by e-mail: name a mail server with --smtp-server")
        }
        let data = try DataDirectory(options, besideServer: false)
        let time = SystemTime()
        let isDemo = options.mode == .sandbox && options.isLoopback
        let merchants = MerchantDirectory(
            key: data.keys.key(for: "credentials"), reader: data.reader, time: time,
            published: isDemo ? DemoMerchant.published : [])
        let shown = isDemo ? [] : try Admission(merchants, data, time).firstCredentials(options.mode)

        // Before anything can fail: nobody sees them again.
        if !shown.isEmpty { announce(Self.shownOnce(shown)) }
        let sender = HTTPWebhookSender(allowsPrivateAddresses: options.mode == .sandbox)
        let reader = data.reader
        let watch = Watch(options, logger: logger)
        let wires = Wires(options, data.keys, merchants, time, reader: reader)
        let renewals = InvoiceOffice.Renewals()
        let (feed, key) = (ChangeFeed(), data.keys.key(for: "console"))
        let engine = try Engine(
            store: data.store, reader: reader, digests: DigestKey(data.keys.key(for: "claims")),
            outbox: DialectOutbox(
                wires.directory, announcers: wires.announcers, subscriptions: wires.subscriptions),
            time: time, batchLimit: options.batchLimit ?? Engine.batchLimit, duties: data.duties,
            memory: Memory(remembers: { wires.remembers($0) }) { merchant, renewed throws(StoreError) in
                try wires.recall(merchant, renewed: renewed)
                if renewed { renewals.add(merchant) }
            }, feed: feed, watch: watch.engine, logger: logger)
        // After the engine knows what was changed last: what is read now is at least as new.
        try wires.subscriptions.load()
        wires.subscriptions.serve(engine, wires.announcers)
        let dispatcher = Dispatcher(
            engine: engine, reader: reader, dialects: wires.directory, announcers: wires.announcers,
            subscriptions: wires.subscriptions, sender: sender, faults: wires.faults, time: time,
            watch: watch.deliveries, logger: logger)

        let office = SoleService(
            self.office(engine, agreements, mail, renewals, time), as: .invoices, among: data.duties)

        let machine = TimeMachine(engine: engine, reader: reader, time: time, logger: logger)
        let figures = StoreFigures(watch.registry, engine: engine, reader: reader, options: options)
        let sandbox = options.mode == .sandbox ? SandboxControls(time: machine, data: machine) : nil

        let deliveries = EngineDeliveryLog(engine: engine, reader: reader)
        let counter = try ConsoleCounter(
            options: options, reader: reader, key: key, wires: wires, merchants: merchants, isDemo: isDemo, feed: feed)
        let router = wires.router(
            using: engine, options, deliveries: deliveries, sandbox: sandbox, watch: watch,
            console: { counter.console($0, deliveries, sandbox) },
            isReady: { engine.isReady }, isOverloaded: { engine.isOverloaded(after: $0) },
            look: {
                watch.process.look()
                figures.look()
            })
        let services: [any Service] = [engine, dispatcher, office] + companions(watch, certificate)
        let listener = try listener(router, certificate, waitsElsewhere: data.duties.isShared, announce)
        try await run(services + [listener], waitsElsewhere: data.duties.isShared)
    }

    private func run(_ services: [any Service], waitsElsewhere: Bool) async throws {
        let group = group(of: services)
        do {
            guard waitsElsewhere else { return try await group.run() }
            // Readers wait for a database elsewhere: not on the few threads that everything runs on.
            try await withTaskExecutorPreference(WaitingThreads.shared) { try await group.run() }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ServerTrouble(
                description: "port \(options.port) is in use: choose another with --port, or 0 for a free one")
        }
    }

    private func office(
        _ engine: Engine, _ agreements: InvoiceAgreements, _ mail: SMTPServer?, _ renewals: InvoiceOffice.Renewals,
        _ time: SystemTime
    ) -> InvoiceOffice {
        let channels = options.invoiceDistribution.channels
        let domain = mail?.sender.domain
        let clerk = InvoiceClerk(service: engine) {
            agreements.seller(of: $0)
        } distribution: {
            Distribution(agreements.channels(for: $0) ?? channels, mailDomain: domain)
        }
        return InvoiceOffice(
            service: engine, clerk: clerk, folder: InvoiceFolder(path: options.dataDirectory + "/invoices"), mail: mail,
            renewals: renewals, time: { time.now() }, logger: logger)
    }

    private func companions(_ watch: Watch, _ certificate: Certificate?) -> [any Service] {
        let exporters = watch.exporter.map { [$0 as any Service] } ?? []
        guard let certificate else {
            // A service manager that reloads everybody must not end whoever has nothing to reload.
            signal(SIGHUP, SIG_IGN)
            return exporters
        }
        return exporters + [CertificateWatch(certificate: certificate, logger: logger)]
    }

    private func listener(
        _ router: Router<DialectContext>, _ certificate: Certificate?, waitsElsewhere: Bool,
        _ announce: @escaping @Sendable (String) -> Void
    ) throws -> Listener {
        let channel = HTTPChannel(
            responder: Responder(router.buildResponder(), logger: logger), silence: .seconds(Self.silenceSeconds),
            waitsElsewhere: waitsElsewhere,
            tls: try certificate.map { try NIOSSLContext(configuration: $0.configuration) }, logger: logger)
        let scheme = certificate == nil ? "http" : "https"
        return Listener(channel: channel, host: options.host, port: options.port) { channel in
            announce("listening on \(Self.address(of: channel, scheme))")
            ServiceNotice.ready()
        }
    }

    /// Told to end, the last one ends first.
    private func group(of services: [any Service]) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.drainSeconds)
        return ServiceGroup(configuration: configuration)
    }

    private static func address(of channel: any Channel, _ scheme: String) -> String {
        guard let address = channel.localAddress, let port = address.port else { return "\(scheme)://unknown" }
        let host = address.ipAddress ?? "localhost"
        return host.contains(":") ? "\(scheme)://[\(host)]:\(port)" : "\(scheme)://\(host):\(port)"
    }

    private static func shownOnce(_ credentials: [Credential]) -> String {
        let lines = credentials.map { "  \($0.wire.text) \($0.kind): \($0.secret)" }
        return "credentials, shown this once:\n" + lines.joined(separator: "\n")
    }
}
