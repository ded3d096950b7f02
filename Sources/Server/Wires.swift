import DialectKit
import Engine
import HoldfastAPI
import Hummingbird
import Mollie
import NIOCore
import PaymentCore

/// Every dialect this binary speaks, and the one router that serves them.
struct Wires {
    let directory: DialectDirectory
    private let mollie: Mollie
    private let holdfast: Holdfast

    init(_ options: ServerOptions, _ keys: KeyRing, _ credentials: any CredentialDirectory, _ time: any TimeSource) {
        let identifiers = IdentifierSource { time.now() }
        mollie = Mollie(
            credentials: credentials, identifiers: identifiers,
            fingerprints: FingerprintKey(keys.key(for: "fingerprints")), publicOrigin: options.publicOrigin)
        directory = DialectDirectory([mollie])
        holdfast = Holdfast(credentials: credentials, dialects: directory, identifiers: identifiers)
    }

    func router(using service: any PaymentService, _ options: ServerOptions) -> Router<DialectContext> {
        let router = Router(context: DialectContext.self)
        if options.isLoopback { router.add(middleware: HostRule(allowing: options.allowedHosts)) }
        router.get("/health") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status":"ok"}"#)))
        }
        mollie.mount(on: router, using: service)
        holdfast.mount(on: router, using: service)
        return router
    }
}
