import DialectKit
import Engine
import Foundation
import HoldfastAPI
import Hummingbird
package import Logging
import Mollie
import NIOCore
import PaymentCore
import SQLiteStore

/// The composition root: store, engine, dialects and HTTP, put together and run until told to stop.
package struct HoldfastServer {
    private let options: ServerOptions
    private let logger: Logger

    package init(_ options: ServerOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT: then stops accepting, answers what waits, closes the store.
    package func run(announce: @escaping @Sendable (String) -> Void) async throws {
        try FileManager.default.createDirectory(atPath: options.dataDirectory, withIntermediateDirectories: true)
        let keys = try KeyRing(file: options.keyFile)
        let credentials = options.isLoopback ? DemoMerchant.published : DemoMerchant.generated()
        var merchants = MerchantRegistry(key: keys.key(for: "credentials"))
        merchants.add(credentials, of: DemoMerchant.id, named: DemoMerchant.name)

        let time = SystemTime()
        let wires = Wires(options, keys, merchants, time)
        let store = try SQLiteStore(directory: options.dataDirectory)
        let reader = try SQLiteReader(directory: options.dataDirectory)
        let engine = Engine(
            store: store, reader: reader, digests: DigestKey(keys.key(for: "claims")),
            outbox: DialectOutbox(wires.directory), time: time, logger: logger)

        let isLoopback = options.isLoopback
        var application = Application(
            router: wires.router(using: engine, options),
            configuration: .init(address: .hostname(options.host, port: options.port), serverName: "Holdfast"),
            services: [engine],
            onServerRunning: { channel in
                announce("listening on \(Self.address(of: channel))")
                if !isLoopback { announce(Self.shownOnce(credentials)) }
            },
            logger: logger)
        application.logger = logger
        try await application.runService()
    }

    private static func address(of channel: any Channel) -> String {
        guard let address = channel.localAddress, let port = address.port else { return "http://unknown" }
        let host = address.ipAddress ?? "localhost"
        return host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }

    private static func shownOnce(_ credentials: [Credential]) -> String {
        let lines = credentials.map { "  \($0.wire.text) \($0.kind): \($0.secret)" }
        return "credentials of this run, shown once:\n" + lines.joined(separator: "\n")
    }
}
