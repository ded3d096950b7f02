package import Logging
package import PaymentCore
import ServiceLifecycle

/// The engine: an inbox, one writer, a pulse for deadlines, and readers that never block the writer.
package struct Engine: PaymentService, Service {
    private let inbox: Inbox
    private let writer: LedgerWriter
    private let pulse: Pulse
    private let wake: Wake
    private let reader: any PaymentReader
    private let digests: DigestKey
    private let logger: Logger

    package init(
        store: sending any Store, reader: any PaymentReader, digests: DigestKey, outbox: any Outbox,
        time: any TimeSource = SystemTime(), inboxCapacity: Int = 4_096, logger: Logger
    ) {
        self.inbox = Inbox(capacity: inboxCapacity)
        self.wake = Wake()
        self.writer = LedgerWriter(
            store: store, inbox: inbox, time: time, outbox: outbox, wake: wake, logger: logger)
        self.pulse = Pulse(reader: reader, inbox: inbox, time: time, wake: wake, logger: logger)
        self.reader = reader
        self.digests = digests
        self.logger = logger
    }

    /// Runs until told to shut down: then takes nothing more, answers all that waits, and closes the store.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await pulse.run() }
                group.addTask { try await writer.run() }
                defer { group.cancelAll() }
                // The writer ends last; the pulse only when canceled.
                try await group.next()
            }
        } onGracefulShutdown: {
            inbox.close()
        }
    }

    package func submit(_ submission: Submission) async -> Reply {
        let key = submission.key.map { digests.digest(of: $0.claim) }
        let reference = submission.reference.map { digests.digest(of: $0) }
        switch await inbox.submit(.submission(submission, key: key, reference: reference)) {
        case .reply(let reply): return reply
        case .decidedBefore(let place):
            do {
                return .decided(.accepted(try reader.acceptance(place)), replayed: true)
            } catch {
                return .unavailable(report(error))
            }
        }
    }

    package func payment(_ id: PaymentID) throws(Unavailable) -> Payment? {
        do { return try reader.payment(id) } catch { throw report(error) }
    }

    package func events(of id: PaymentID) throws(Unavailable) -> [Event] {
        do { return try reader.events(of: id) } catch { throw report(error) }
    }

    package func payments(of account: AccountID, page: Page) throws(Unavailable) -> [Payment] {
        do { return try reader.payments(of: account, page: page) } catch { throw report(error) }
    }

    private func report(_ error: StoreError) -> Unavailable {
        logger.error("a read failed", metadata: ["error": "\(error)"])
        return .storeDown
    }
}
