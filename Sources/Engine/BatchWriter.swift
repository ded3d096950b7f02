package import PaymentCore

/// One batch from loading to commit, synchronous and without a clock: what the writer does on its thread, and what the
/// simulation does without any.
package struct BatchWriter {
    private let outbox: any Outbox
    private let salt: () -> [UInt8]

    package enum Result {
        /// Durable: the replies may leave.
        case written([WorkReply], CommitBatch)
        /// Nothing was written, or nobody can tell that it was: whoever waits may try again with the same key.
        case notWritten(StoreError)
    }

    /// `salt` gives 16 fresh random bytes each time.
    package init(outbox: any Outbox, salt: @escaping () -> [UInt8] = Self.randomSalt) {
        self.outbox = outbox
        self.salt = salt
    }

    /// Throws only when the outcome of the commit is unknown and cannot be looked up.
    /// `now` is real time; `clocks` make each merchant's own of it. `decided` is told when nothing is left but to write.
    package func write(
        _ batch: [Work], to store: any Store, at now: Instant, clocks: ClockTable = ClockTable(),
        decided: () -> Void = {}
    ) throws(StoreError) -> Result {
        var replies: [WorkReply] = []
        var written = CommitBatch(seal: .first, at: now)
        do {
            try store.execute(Self.keys(of: batch)) { set in
                var execution = BatchExecution(set, outbox: outbox, now: now, clocks: clocks, salt: salt)
                written = execution.run(batch)
                replies = execution.replies
                decided()
                return written
            }
        } catch .outcomeUnknown(let number, let hint) {
            guard try store.holds(batch: number) else {
                return .notWritten(.outcomeUnknown(batch: number, hint: hint))
            }
        } catch {
            return .notWritten(error)
        }
        return .written(replies, written)
    }

    private static func keys(of batch: [Work]) -> WorkingSet.Keys {
        var keys = WorkingSet.Keys()
        for work in batch {
            switch work {
            case .submission(let submission, let key, let reference):
                keys.merchants.insert(submission.scope.merchant)
                keys.payments.insert(submission.payment)
                if let key { keys.claims.insert(key) }
                if let reference { keys.claims.insert(reference) }
            case .deadline(let deadline):
                keys.merchants.insert(deadline.merchant)
                keys.payments.insert(deadline.payment)
                keys.deadlines.insert(deadline)
            case .travel(let leg):
                keys.merchants.insert(leg.merchant)
                keys.payments.formUnion(leg.deadlines.map(\.payment))
                keys.deadlines.formUnion(leg.deadlines)
            case .documents(_, let conditions): keys.documents.formUnion(conditions.map(\.key))
            case .data(let merchant, _): keys.holdings.insert(merchant)
            case .attempt(_, let era): keys.merchants.insert(era.merchant)
            case .deliver(_, let merchant, _), .clock(let merchant, _): keys.merchants.insert(merchant)
            }
        }
        return keys
    }

    package static func randomSalt() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        var writer = CanonicalWriter()
        writer.fixed(random.next())
        writer.fixed(random.next())
        return writer.bytes
    }
}
