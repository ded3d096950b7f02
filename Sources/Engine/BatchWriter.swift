package import PaymentCore

/// One batch from loading to commit, synchronous and without a clock: what the writer does on its thread, and what the
/// simulation does without any.
package struct BatchWriter {
    private let outbox: any Outbox
    /// What other nodes may change. Nil where nobody else writes: then what is remembered is how it stands.
    private let shared: Memory?
    private let salt: () -> [UInt8]

    package enum Result {
        /// Durable: the replies may leave.
        case written([WorkReply], CommitBatch)
        /// Nothing was written: another node has changed what is remembered of these merchants.
        case stale(Set<MerchantID>)
        /// Nothing was written, because nobody could say whom an event notifies or the store could not, or nobody can tell
        /// that it was: whoever waits may try again with the same key.
        case notWritten(StoreError)
    }

    /// `salt` gives 16 fresh random bytes each time.
    package init(outbox: any Outbox, shared: Memory? = nil, salt: @escaping () -> [UInt8] = Self.randomSalt) {
        self.outbox = outbox
        self.shared = shared
        self.salt = salt
    }

    /// Throws only when the outcome of the commit is unknown and cannot be looked up.
    /// `now` is real time; `clocks` make each merchant's own of it, as far as it is known here. `decided` is told when
    /// nothing is left but to write.
    package func write(
        _ batch: [Work], to store: any Store, at now: Instant, clocks: ClockTable = ClockTable(),
        decided: () -> Void = {}
    ) throws(StoreError) -> Result {
        var replies: [WorkReply] = []
        var stale: Set<MerchantID> = []
        var trouble: StoreError?
        var written = CommitBatch(seal: .first, at: now)
        let keys = keys(of: batch)
        do {
            try store.execute(keys) { set in
                var clocks = clocks
                (stale, trouble) = ([], nil)
                if shared != nil {
                    stale = clocks.look(at: keys.merchants, in: set)
                    guard stale.isEmpty else { return CommitBatch(seal: set.lastBatch, at: now) }
                }
                var execution = BatchExecution(
                    set, outbox: outbox, now: now, clocks: clocks, remembers: shared?.remembers, salt: salt)
                written = execution.run(batch)
                trouble = execution.trouble
                guard trouble == nil else { return CommitBatch(seal: set.lastBatch, at: now) }
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
        if let trouble { return .notWritten(trouble) }
        guard stale.isEmpty else { return .stale(stale) }
        return .written(replies, written)
    }

    private func keys(of batch: [Work]) -> WorkingSet.Keys {
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
            case .erasure(let erasure):
                keys.merchants.insert(erasure.merchant)
                keys.payments.insert(erasure.payment)
            case .attempt(_, let era): keys.merchants.insert(era.merchant)
            case .deliver(_, let merchant, _), .clock(let merchant, _), .look(let merchant):
                keys.merchants.insert(merchant)
            }
        }
        if let shared { keys.look(for: batch, what: shared) }
        return keys
    }

    package static func randomSalt() -> [UInt8] {
        RandomBytes.shared.next(16)
    }
}

// MARK: Among nodes

extension WorkingSet.Keys {
    /// Each merchant's clock and mark are looked at. Of two nodes that change something of a merchant at once, the second
    /// looks at what the first did.
    fileprivate mutating func look(for batch: [Work], what memory: Memory) {
        var changed: Set<MerchantID> = []
        for work in batch {
            switch work {
            case .clock(let merchant, _), .data(let merchant, _): changed.insert(merchant)
            case .travel(let leg): changed.insert(leg.merchant)
            case .submission(let submission, _, _): changed.formUnion(memory.merchants(of: submission.documents))
            case .documents(let writes, _), .deliver(_, _, let writes): changed.formUnion(memory.merchants(of: writes))
            case .deadline, .attempt, .look, .erasure: break
            }
        }
        merchants.formUnion(changed)
        documents.formUnion(changed.map { Mark.key(of: $0) })
        for merchant in merchants {
            glances.insert(Clocks.key(of: merchant))
            glances.insert(Mark.key(of: merchant))
        }
    }
}

extension ClockTable {
    /// Takes the merchants' clocks and marks as the store has them. Returns those whose mark is not known here.
    fileprivate mutating func look(at merchants: Set<MerchantID>, in set: WorkingSet) -> Set<MerchantID> {
        var stale: Set<MerchantID> = []
        for merchant in merchants {
            let found = Mark(set.documents[Mark.key(of: merchant)])
            if found != mark(of: merchant) { stale.insert(merchant) }
            self[merchant] = Clocks.clock(in: set.documents[Clocks.key(of: merchant)])
        }
        return stale
    }
}
