package import Logging
import PaymentCore

/// The only code that writes. Owns its store, and works on the thread that it was given; everyone else speaks to the inbox.
package actor LedgerWriter {
    private let thread: any WriterExecutor
    private let store: any Store
    private let inbox: Inbox
    private let time: any TimeSource
    private let batches: BatchWriter
    private let clocks: Clocks
    private let deadlines: Agenda
    private let deliveries: Agenda
    private let memory: Memory
    private let feed: ChangeFeed?
    private let watch: (any EngineWatch)?
    private let logger: Logger

    /// Commands decided together at most.
    private let batchLimit: Int
    /// How often a batch is decided anew because other nodes change what is remembered.
    private static let looks = 8

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    package init(
        store: sending any Store, inbox: Inbox, time: any TimeSource, clocks: Clocks, outbox: any Outbox,
        deadlines: Agenda, deliveries: Agenda, memory: Memory = Memory(), isShared: Bool = false,
        feed: ChangeFeed? = nil, watch: (any EngineWatch)? = nil, thread: any WriterExecutor,
        salt: @escaping @Sendable () -> [UInt8] = BatchWriter.randomSalt, batchLimit: Int = Engine.batchLimit,
        logger: Logger
    ) {
        self.thread = thread
        self.store = store
        self.inbox = inbox
        self.time = time
        self.batches = BatchWriter(outbox: outbox, shared: isShared ? memory : nil, salt: salt)
        self.clocks = clocks
        self.deadlines = deadlines
        self.deliveries = deliveries
        self.memory = memory
        self.feed = feed
        self.watch = watch
        self.batchLimit = batchLimit
        self.logger = logger
    }

    /// Runs until the inbox is closed and empty: nothing accepted is dropped. Throws when the outcome of a commit stays
    /// unknown: then the store holds the truth, and the next start reads it. Whoever gave the thread stops it afterwards.
    package func run() async throws {
        do {
            _ = try settleClocks(at: time.now())
            while let batch = await inbox.nextBatch(limit: batchLimit) { try write(batch) }
        } catch {
            inbox.close()
            while let rest = await inbox.nextBatch(limit: batchLimit) { answer(rest, .unavailable(.storeDown)) }
            throw error
        }
        try store.close()
    }

    private func write(_ batch: [Inbox.Item]) throws(StoreError) {
        let now = time.now()
        let work = batch.map(\.work)
        var stretch = Stretch()
        let result: BatchWriter.Result
        do {
            guard try settleClocks(at: now) else { return answer(batch, .unavailable(.storeDown)) }
            result = try write(work, at: now) { if watch != nil { stretch.decided = .now } }
        } catch {
            tell(batch, work, nil, .unknown, stretch)
            logger.critical("the outcome of a commit stays unknown", metadata: ["error": "\(error)"])
            answer(batch, .unavailable(.storeDown))
            throw error
        }
        switch result {
        case .written(let replies, let commit):
            tell(batch, work, (replies, commit), .written, stretch)
            report(commit)
            clocks.publish(commit.clocks, marks: commit.marks)
            if let data = commit.data, data.beginsEra { recall(data.merchant) }
            for (item, reply) in zip(batch, replies) { item.waiter.resume(returning: reply) }
            plan(commit, at: now)
            feed?.publish(commit, of: batch.map(\.work))
        case .stale:
            tell(batch, work, nil, .notWritten, stretch)
            answer(batch, .unavailable(.overloaded))
        case .notWritten(let error):
            tell(batch, work, nil, .notWritten, stretch)
            logger.error("a batch was not written", metadata: ["error": "\(error)"])
            answer(batch, .unavailable(.storeDown))
        }
    }

    /// The batch, decided on what is known here; where another node has changed that, it is read anew first.
    private func write(_ work: [Work], at now: Instant, decided: () -> Void) throws(StoreError) -> BatchWriter.Result {
        var result = try batches.write(work, to: store, at: now, clocks: clocks.table, decided: decided)
        var looks = 1
        while case .stale(let merchants) = result, looks < Self.looks {
            looks += 1
            do throws(StoreError) {
                for merchant in merchants.sorted() {
                    try clocks.recall(merchant) { renewed throws(StoreError) in try memory.recall(merchant, renewed) }
                    rouse(merchant)
                }
            } catch {
                return .notWritten(error)
            }
            result = try batches.write(work, to: store, at: now, clocks: clocks.table, decided: decided)
        }
        return result
    }

    /// A merchant has other data than before, by this node's own doing.
    private func recall(_ merchant: MerchantID) {
        do throws(StoreError) {
            try memory.recall(merchant, true)
        } catch {
            clocks.distrust(merchant)
            logger.warning("what is remembered of a merchant could not be read", metadata: ["error": "\(error)"])
        }
    }

    /// At the start, and before the first batch when it could not be written then. False when it cannot be written now.
    private func settleClocks(at now: Instant) throws(StoreError) -> Bool {
        let clocks = clocks.unwritten
        guard !clocks.isEmpty else { return true }
        let work = clocks.sorted { $0.key < $1.key }.map { Work.clock($0.key, $0.value) }
        guard case .written(_, let commit) = try batches.write(work, to: store, at: now, clocks: self.clocks.table)
        else { return false }
        self.clocks.publish(commit.clocks, marks: commit.marks)
        return true
    }

    /// Tells those who wait for it what comes next.
    private func plan(_ commit: CommitBatch, at now: Instant) {
        for deadline in commit.newDeadlines { deadlines.add(deadline.due, of: deadline.merchant, at: now) }
        if commit.events.contains(where: { !$0.endpoints.isEmpty }) {
            let merchants = Dictionary(
                commit.payments.lazy.map { ($0.payment.id, $0.payment.birth.merchant) }, uniquingKeysWith: { $1 })
            for record in commit.events where !record.endpoints.isEmpty {
                if let merchant = merchants[record.event.payment] {
                    deliveries.add(record.due, of: merchant, at: now)
                }
            }
        }
        for delivery in commit.deliveries { deliveries.add(delivery.due, of: delivery.merchant, at: now) }
        for merchant in commit.clocks.keys { rouse(merchant) }
    }

    /// Whatever waits for a merchant's clock is looked at anew.
    private func rouse(_ merchant: MerchantID) {
        deadlines.addAtOnce(merchant)
        deliveries.addAtOnce(merchant)
    }

    /// When a batch began, and when it was decided.
    private struct Stretch {
        let began = ContinuousClock.now
        var decided: ContinuousClock.Instant?
    }

    private func tell(
        _ batch: [Inbox.Item], _ work: [Work], _ written: (replies: [WorkReply], commit: CommitBatch)?,
        _ outcome: WatchedBatch.Outcome, _ stretch: Stretch
    ) {
        watch?.wrote(
            WatchedBatch(
                work: work, replies: written?.replies ?? [], marks: batch.map(\.mark), commit: written?.commit,
                outcome: outcome, began: stretch.began, decided: stretch.decided, ended: .now))
    }

    private func answer(_ batch: [Inbox.Item], _ reply: Reply) {
        for item in batch { item.waiter.resume(returning: .reply(reply)) }
    }

    private func report(_ commit: CommitBatch) {
        for (payment, reason) in commit.quarantined {
            logger.critical(
                "an invariant is broken; the payment is set aside, nothing was written",
                metadata: ["payment": "\(payment)", "reason": "\(reason)"])
        }
    }
}
