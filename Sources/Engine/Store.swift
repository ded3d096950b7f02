package import PaymentCore

/// What the engine asks of durable storage. Readers have their own door (`PaymentReader`).
///
/// Synchronous on purpose: the C libraries block, the writer has its own thread, and tests need no `await`. One call per
/// batch, so that one transaction holds everything; a store that others write to as well locks what `keys` names, in
/// the order of the identifiers, but for glances.
package protocol Store {
    /// One transaction: loads what `keys` names, asks `decide`, writes what it answers. When this returns, the batch
    /// survives power loss. A store that others write to asks again when they came in between: the last answer counts.
    func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError)

    /// Whether a batch of this writer landed; asked after `outcomeUnknown`. One that has not will not any more.
    func holds(batch number: Int64) throws(StoreError) -> Bool

    /// Folds what waits in logs into the main files, and lets go of them. Nothing may be asked afterwards.
    func close() throws(StoreError)
}

/// Trouble with storage, with a hint for the operator.
package enum StoreError: Error, Hashable, Sendable {
    /// Nothing of the batch was written.
    case notCommitted(hint: String)
    /// The commit neither succeeded nor failed for sure: look the batch up, never guess.
    case outcomeUnknown(batch: Int64, hint: String)
    /// What was read cannot have been written by this program.
    case corrupt(hint: String)
}

/// Reads of what has been committed; many at a time, never in the writer's way.
package protocol PaymentReader: Sendable {
    func payment(_ id: PaymentID) throws(StoreError) -> Payment?
    func events(of id: PaymentID) throws(StoreError) -> [Event]
    func payments(of account: AccountID, page: Page) throws(StoreError) -> [Payment]
    func payments(ofMerchant merchant: MerchantID, page: Page) throws(StoreError) -> [Payment]
    /// Sums over the journal of all events of a merchant, by currency and account; accounts that hold nothing are left
    /// out.
    func trialBalance(of merchant: MerchantID) throws(StoreError) -> [AccountBalance]

    func settlement(_ id: SettlementID) throws(StoreError) -> Settlement?
    func settlements(of merchant: MerchantID, page: SettlementPage) throws(StoreError) -> [Settlement]
    func payments(settledBy settlement: SettlementID, page: Page) throws(StoreError) -> [Payment]

    /// Also when its time is over: whoever asks knows what time it is.
    func document(_ key: DocumentKey) throws(StoreError) -> Document?
    func documents(of collection: DocumentCollection, page: DocumentPage) throws(StoreError) -> [Document]

    /// The decision that a claim points to, with the payment as of then.
    func acceptance(_ place: DecisionPlace) throws(StoreError) -> Acceptance

    /// Deadlines of a merchant due at `now` or before, in order, at most `limit`.
    func deadlines(of merchant: MerchantID, dueBy now: Instant, limit: Int) throws(StoreError) -> [Deadline]
    /// When the first one after `last` is due.
    func nextDeadline(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant?
    /// When the next one of each merchant is due; merchants without any are left out.
    func nextDeadlines() throws(StoreError) -> [MerchantID: Instant]

    func hasPayments(of merchant: MerchantID) throws(StoreError) -> Bool
}

extension PaymentReader {
    package func nextDeadline(of merchant: MerchantID) throws(StoreError) -> Instant? {
        try nextDeadline(of: merchant, after: Instant(milliseconds: .min))
    }
}

/// All that is read from a store.
package typealias StoreReader = PaymentReader & PaymentFinder & DeliveryReader & DeliveryHistory
    & SnapshotReader

/// Where a decision stands in its payment's history.
package struct DecisionPlace: Hashable, Sendable {
    package let payment: PaymentID
    /// The first event of the decision.
    package let sequence: Int
    package let eventCount: Int

    package init(payment: PaymentID, sequence: Int, eventCount: Int) {
        self.payment = payment
        self.sequence = sequence
        self.eventCount = eventCount
    }
}
