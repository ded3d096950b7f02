import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Takes up a renewed certificate without a pause: at SIGHUP, or by itself within a minute of the files' change.
struct CertificateWatch: Service {
    let certificate: Certificate
    let logger: Logger

    private static let pause = Duration.seconds(60)

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in hangups { reload() } }
                group.addTask {
                    var seen = changed()
                    while !Task.isCancelled {
                        try await Task.sleep(for: Self.pause)
                        let now = changed()
                        if now != seen { reload() }
                        seen = now
                    }
                }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func reload() {
        do {
            try certificate.reload()
            logger.notice("the certificate was read anew", metadata: ["file": "\(certificate.chainFile)"])
        } catch {
            logger.error("the old certificate stays", metadata: ["reason": "\(error.description)"])
        }
    }

    private func changed() -> [Date?] {
        [certificate.chainFile, certificate.keyFile].map {
            (try? FileManager.default.attributesOfItem(atPath: $0))?[.modificationDate] as? Date
        }
    }
}
