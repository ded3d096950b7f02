package import Logging
import PaymentCore

/// The only code that writes. Owns its store and its thread; everyone else speaks to the inbox.
package actor LedgerWriter {
    private let thread: WriterThread
    private let store: any Store
    private let inbox: Inbox
    private let time: any TimeSource
    private let outbox: any Outbox
    private let wake: Wake
    private let logger: Logger
    private var lastInstant = Instant(milliseconds: 0)

    /// Commands decided together at most.
    package static let batchLimit = 256

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    package init(
        store: sending any Store, inbox: Inbox, time: any TimeSource, outbox: any Outbox, wake: Wake, logger: Logger
    ) {
        self.thread = WriterThread()
        self.store = store
        self.inbox = inbox
        self.time = time
        self.outbox = outbox
        self.wake = wake
        self.logger = logger
    }

    /// Runs until the inbox is closed and empty: nothing accepted is dropped. Throws when the outcome of a commit stays
    /// unknown: then the store holds the truth, and the next start reads it.
    package func run() async throws {
        defer { thread.stop() }
        do {
            while let batch = await inbox.nextBatch(limit: Self.batchLimit) { try write(batch) }
        } catch {
            inbox.close()
            while let rest = await inbox.nextBatch(limit: Self.batchLimit) { answer(rest, .unavailable(.storeDown)) }
            throw error
        }
        try store.close()
    }

    private func write(_ batch: [Inbox.Item]) throws(StoreError) {
        var replies: [WorkReply] = []
        var soonest: Instant?
        let now = max(time.now(), lastInstant)
        lastInstant = now
        do {
            try store.execute(Self.keys(of: batch)) { set in
                var execution = BatchExecution(set, outbox: outbox, now: now, salt: Self.salt)
                let commit = execution.run(batch.map(\.work))
                replies = execution.replies
                soonest = commit.newDeadlines.min()?.due
                report(commit)
                return commit
            }
        } catch .outcomeUnknown(let number, let hint) {
            logger.error(
                "the outcome of a commit is unknown; looking it up",
                metadata: ["batch": "\(number)", "hint": "\(hint)"])
            do {
                if try !store.holds(batch: number) { return answer(batch, .unavailable(.storeDown)) }
            } catch {
                answer(batch, .unavailable(.storeDown))
                throw error
            }
        } catch {
            logger.error("a batch was not written", metadata: ["error": "\(error)"])
            return answer(batch, .unavailable(.storeDown))
        }
        for (item, reply) in zip(batch, replies) { item.waiter.resume(returning: reply) }
        if let soonest { wake.deadline(at: soonest, now: now) }
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

    private static func keys(of batch: [Inbox.Item]) -> WorkingSet.Keys {
        var keys = WorkingSet.Keys()
        for item in batch {
            switch item.work {
            case .submission(let submission, let key, let reference):
                keys.payments.insert(submission.payment)
                if let key { keys.claims.insert(key) }
                if let reference { keys.claims.insert(reference) }
            case .deadline(let deadline):
                keys.payments.insert(deadline.payment)
                keys.deadlines.insert(deadline)
            case .documents, .attempt: break
            }
        }
        return keys
    }

    private static func salt() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        var writer = CanonicalWriter()
        writer.fixed(random.next())
        writer.fixed(random.next())
        return writer.bytes
    }
}
