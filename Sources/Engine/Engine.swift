package import Logging
package import PaymentCore
import ServiceLifecycle

/// The engine: an inbox, one writer, a pulse for deadlines, and readers that never block the writer.
package struct Engine: PaymentService, Service {
    private let inbox: Inbox
    private let writer: LedgerWriter
    private let thread: any WriterExecutor
    private let pulse: Pulse
    /// What time it is for each merchant.
    package let clocks: Clocks
    /// When webhooks are due, for the dispatcher.
    package let deliveries: Agenda
    /// What is this node's to do.
    package let duties: any Duties
    private let reader: any PaymentReader
    private let digests: DigestKey
    private let time: any TimeSource
    private let watch: (any EngineWatch)?
    private let logger: Logger

    /// Commands decided together at most, unless said otherwise.
    package static let batchLimit = 256

    /// `duties` are this node's among those that share the store; `memory` is what is kept of it in memory. `salt` gives 16
    /// fresh random bytes each time.
    package init(
        store: sending any Store, reader: any PaymentReader, digests: DigestKey, outbox: any Outbox,
        time: any TimeSource = SystemTime(), inboxCapacity: Int = Self.inboxCapacity, batchLimit: Int = Self.batchLimit,
        duties: any Duties = SoleDuties(), memory: Memory = Memory(), feed: ChangeFeed? = nil,
        watch: (any EngineWatch)? = nil, thread: any WriterExecutor = WriterThread(),
        salt: @escaping @Sendable () -> [UInt8] = BatchWriter.randomSalt, logger: Logger
    ) throws(StoreError) {
        self.inbox = Inbox(capacity: inboxCapacity) { time.uptime() }
        self.clocks = try Clocks(reader, time: time, isShared: duties.isShared)
        let deadlines = Agenda(clocks)
        self.deliveries = Agenda(clocks)
        self.thread = thread
        self.writer = LedgerWriter(
            store: store, inbox: inbox, time: time, clocks: clocks, outbox: outbox, deadlines: deadlines,
            deliveries: deliveries, memory: memory, isShared: duties.isShared, feed: feed, watch: watch,
            thread: thread, salt: salt, batchLimit: batchLimit, logger: logger)
        self.pulse = Pulse(
            reader: reader, inbox: inbox, time: time, clocks: clocks, agenda: deadlines, duties: duties, logger: logger)
        self.duties = duties
        self.reader = reader
        self.digests = digests
        self.time = time
        self.watch = watch
        self.logger = logger
    }

    /// Items that may wait, unless said otherwise.
    package static let inboxCapacity = 4_096

    /// Items that wait for the writer.
    package var inboxDepth: Int { inbox.depth }

    /// Whether what is asked for now, by somebody who has waited so long already, would be refused because too much waits.
    package func isOverloaded(after waited: Duration) -> Bool { inbox.isOverloaded(after: waited) }

    /// Runs until told to shut down: then takes nothing more, answers all that waits, and closes the store.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await pulse.run() }
                group.addTask(executorPreference: thread.preference) {
                    defer { thread.stop() }
                    try await writer.run()
                }
                if duties.isShared { group.addTask { await duties.run { merchant in await hear(merchant) } } }
                // Whoever ends first: the writer after a shutdown or a failure, the pulse when this task is canceled.
                defer {
                    inbox.close()
                    group.cancelAll()
                }
                try await group.next()
            }
        } onGracefulShutdown: {
            inbox.close()
        }
    }

    /// Another node has changed what is remembered of a merchant, or may have of any.
    private func hear(_ merchant: MerchantID?) async {
        let changed = if let merchant { [merchant] } else { (try? clocks.changedElsewhere()) ?? [] }
        for merchant in changed { _ = await inbox.submit(.look(merchant)) }
    }

    /// Returns once what other nodes have changed of a merchant is known here.
    package func look(at merchant: MerchantID) async throws(Unavailable) {
        guard duties.isShared else { return }
        if case .reply(.unavailable(let reason)) = await inbox.submit(.look(merchant)) { throw reason }
    }

    /// Whether this node takes work: it can reach its store, and has not been told to end.
    package var isReady: Bool { duties.isReachable && !inbox.isClosed }

    package func submit(_ submission: Submission) async -> Reply {
        let key = submission.key.map { digests.digest(of: $0.claim) }
        let reference = submission.reference.map { digests.digest(of: $0) }
        switch await inbox.submit(.submission(submission, key: key, reference: reference), mark: watch?.mark()) {
        case .reply(let reply): return reply
        case .written, .arrived, .conflict, .data: preconditionFailure("a submission is decided")
        case .decidedBefore(let place):
            do {
                return .decided(.accepted(try reader.acceptance(place)), replayed: true)
            } catch {
                return .unavailable(report(error))
            }
        }
    }

    package func write(_ documents: [DocumentWrite]) async throws(Unavailable) {
        if case .reply(.unavailable(let reason)) = await inbox.submit(.documents(documents, where: [])) { throw reason }
    }

    package func write(
        _ documents: [DocumentWrite], where conditions: [DocumentCondition]
    ) async throws(DocumentsNotWritten) {
        switch await inbox.submit(.documents(documents, where: conditions)) {
        case .written: return
        case .conflict(let key): throw .conflict(key)
        case .reply(.unavailable(let reason)): throw .unavailable(reason)
        case .reply, .decidedBefore, .arrived, .data: preconditionFailure("documents are not decided")
        }
    }

    /// Keeps what came of sending a webhook, if the merchant still has what it had when the webhook was seen waiting. False
    /// when the engine could not: the webhook will be sent again.
    package func record(_ attempt: DeliveryAttempt, seenIn era: Era) async -> Bool {
        if case .written = await inbox.submit(.attempt(attempt, seenIn: era)) { true } else { false }
    }

    /// Erases, keeps or brings back everything of a merchant. Commands that came before are part of it, those after are not.
    package func change(_ merchant: MerchantID, _ wish: DataWish) async throws(Unavailable) -> DataReply {
        switch await inbox.submit(.data(merchant, wish)) {
        case .data(let reply): return reply
        case .reply(.unavailable(let reason)): throw reason
        case .reply, .decidedBefore, .written, .arrived, .conflict: preconditionFailure("a wish for data is answered")
        }
    }

    /// Makes deliveries due at once: notices, with the documents they are told from, and what is to be sent again.
    package func deliver(
        _ places: [DeliveryPlace], of merchant: MerchantID, with documents: [DocumentWrite] = []
    ) async throws(Unavailable) {
        let work = Work.deliver(places, of: merchant, with: documents)
        if case .reply(.unavailable(let reason)) = await inbox.submit(work) { throw reason }
    }

    /// Sets a merchant's clock: commands that came before are decided by the old time, those after by the new.
    package func set(_ clock: MerchantClock, of merchant: MerchantID) async throws(Unavailable) {
        if case .reply(.unavailable(let reason)) = await inbox.submit(.clock(merchant, clock)) { throw reason }
    }

    /// Moves a merchant's clock on, and lets happen what comes due on the way.
    package func travel(_ leg: Leg) async throws(Unavailable) -> Leg.Arrival {
        switch await inbox.submit(.travel(leg)) {
        case .arrived(let arrival): return arrival
        case .reply(.unavailable(let reason)): throw reason
        case .reply, .decidedBefore, .written, .conflict, .data:
            preconditionFailure("a leg arrives, or nothing was written")
        }
    }

    package func document(_ key: DocumentKey) throws(Unavailable) -> Document? {
        let found: Document?
        do { found = try reader.document(key) } catch { throw report(error) }
        guard let found, found.expiresAt.map({ $0 > time.now() }) ?? true else { return nil }
        return found
    }

    package func documents(of collection: DocumentCollection, page: DocumentPage) throws(Unavailable) -> [Document] {
        do { return try reader.documents(of: collection, page: page) } catch { throw report(error) }
    }

    package func payment(_ id: PaymentID) throws(Unavailable) -> Payment? {
        do { return try reader.payment(id) } catch { throw report(error) }
    }

    package func events(of id: PaymentID) throws(Unavailable) -> [Event] {
        do { return try reader.events(of: id) } catch { throw report(error) }
    }

    package func now(of merchant: MerchantID) -> Instant { clocks.now(of: merchant) }

    package func payments(of account: AccountID, page: Page) throws(Unavailable) -> [Payment] {
        do { return try reader.payments(of: account, page: page) } catch { throw report(error) }
    }

    package func payments(ofMerchant merchant: MerchantID, page: Page) throws(Unavailable) -> [Payment] {
        do { return try reader.payments(ofMerchant: merchant, page: page) } catch { throw report(error) }
    }

    package func trialBalance(of merchant: MerchantID) throws(Unavailable) -> [AccountBalance] {
        do { return try reader.trialBalance(of: merchant) } catch { throw report(error) }
    }

    package func settlement(_ id: SettlementID) throws(Unavailable) -> Settlement? {
        do { return try reader.settlement(id) } catch { throw report(error) }
    }

    package func settlements(
        of merchant: MerchantID, page: SettlementPage
    ) throws(Unavailable) -> [Settlement] {
        do { return try reader.settlements(of: merchant, page: page) } catch { throw report(error) }
    }

    package func payments(settledBy settlement: SettlementID, page: Page) throws(Unavailable) -> [Payment] {
        do { return try reader.payments(settledBy: settlement, page: page) } catch { throw report(error) }
    }

    private func report(_ error: StoreError) -> Unavailable {
        logger.error("a read failed", metadata: ["error": "\(error)"])
        return .storeDown
    }
}
