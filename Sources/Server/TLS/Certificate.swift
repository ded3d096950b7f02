import NIOCore
import NIOSSL
import Synchronization

/// The certificate that the server shows, read from its two files; each new connection gets the one that stands then.
final class Certificate: Sendable {
    let chainFile: String
    let keyFile: String
    private let current: Mutex<Pair>

    private struct Pair: Sendable {
        let chain: [NIOSSLCertificateSource]
        let key: NIOSSLPrivateKey

        var override: NIOSSLContextConfigurationOverride {
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = chain
            override.privateKey = .privateKey(key)
            return override
        }

        var configuration: TLSConfiguration {
            .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        }
    }

    /// Both in PEM: the chain with the server's own certificate first.
    init(_ files: ServerOptions.TLSFiles) throws(ServerTrouble) {
        (chainFile, keyFile) = (files.certificate, files.key)
        current = Mutex(try Self.read(chainFile, keyFile))
    }

    /// TLS 1.2 is the least: what is older is broken, and no payment API offers it.
    var configuration: TLSConfiguration {
        var configuration = current.withLock { $0.configuration }
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        configuration.sslContextCallback = { [self] _, promise in promise.succeed(current.withLock { $0.override }) }
        return configuration
    }

    /// Reads both files anew. What cannot be used leaves the standing one in place.
    func reload() throws(ServerTrouble) {
        let fresh = try Self.read(chainFile, keyFile)
        current.withLock { $0 = fresh }
    }

    private static func read(_ chainFile: String, _ keyFile: String) throws(ServerTrouble) -> Pair {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(chainFile)
            guard !chain.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
        } catch {
            throw ServerTrouble(
                description:
                    "\(chainFile) is no certificate in PEM that can be read: name another with --tls-certificate")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
        } catch {
            throw ServerTrouble(
                description: "\(keyFile) is no private key in PEM that can be read: name another with --tls-key")
        }
        let pair = Pair(chain: chain.map { .certificate($0) }, key: key)
        do {
            // A key that is not the certificate's is found out here, not by the first client.
            _ = try NIOSSLContext(configuration: pair.configuration)
        } catch {
            throw ServerTrouble(description: "the key \(keyFile) is not that of the certificate \(chainFile)")
        }
        return pair
    }
}
