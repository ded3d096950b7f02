package import Logging
package import PaymentCore
import ServiceLifecycle

/// Makes invoices of orders, and sends them. Everything it knows is in the store: an office that dies goes on where it was,
/// and may send an invoice twice, never not at all.
package struct InvoiceOffice: Service {
    private let clerk: InvoiceClerk
    private let service: any PaymentService
    private let folder: InvoiceFolder
    private let logger: Logger

    /// How long it rests when there is nothing to do.
    private static let pause = Duration.milliseconds(100)
    /// How long an invoice that could not be sent waits, doubled each time, up to the second.
    private static let firstWait = Duration.seconds(1)
    private static let lastWait = Duration.seconds(300)
    /// Invoices sent at one look.
    private static let stretch = 100

    package init(service: any PaymentService, clerk: InvoiceClerk, folder: InvoiceFolder, logger: Logger) {
        self.service = service
        self.clerk = clerk
        self.folder = folder
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var waits: [DocumentKey: Wait] = [:]
            while !Task.isCancelled {
                do {
                    let issued = try await clerk.work()
                    let sent = try await send(&waits)
                    if issued || sent { continue }
                } catch {
                    logger.warning("invoices wait for the store", metadata: ["reason": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private struct Wait {
        var until: ContinuousClock.Instant
        var next: Duration
    }

    /// True when one was sent.
    private func send(_ waits: inout [DocumentKey: Wait]) async throws(Unavailable) -> Bool {
        var sent = false
        // Those that fail stand in the way of none: as many more are looked at.
        let page = DocumentPage(limit: Self.stretch + waits.count, order: .oldestFirst)
        for document in try service.documents(of: Dispatch.waiting, page: page) {
            if let wait = waits[document.key], wait.until > .now { continue }
            guard let dispatch = Dispatch(document),
                let invoice = try InvoiceShelf(of: dispatch.merchant).invoice(number: dispatch.number, in: service)
            else { continue }
            do {
                try folder.put(invoice)
            } catch {
                let next = waits[document.key]?.next ?? Self.firstWait
                waits[document.key] = Wait(until: .now + next, next: min(next * 2, Self.lastWait))
                logger.warning(
                    "an invoice is not sent yet", metadata: ["invoice": "\(invoice.number)", "reason": "\(error)"])
                continue
            }
            try await service.write([.remove(dispatch.key)])
            waits[document.key] = nil
            sent = true
        }
        return sent
    }
}
