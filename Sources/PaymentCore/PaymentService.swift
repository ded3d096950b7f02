/// What dialects may ask of the engine: decide a command durably, and read. Answered by `Engine`.
package protocol PaymentService: Sendable {
    /// Returns once the decision is durable (I9), or at once when the engine is full or closing.
    func submit(_ submission: Submission) async -> Reply

    /// Writes documents that no payment comes with. Returns once they are durable.
    func write(_ documents: [DocumentWrite]) async throws(Unavailable)

    /// Writes the documents if every condition holds, and nothing otherwise. Of two that ask for the same at once, the
    /// second meets what the first has written.
    func write(
        _ documents: [DocumentWrite], where conditions: [DocumentCondition]
    ) async throws(DocumentsNotWritten)

    /// A payment as last committed, whoever it belongs to: the caller compares the account before it tells anyone.
    func payment(_ id: PaymentID) throws(Unavailable) -> Payment?

    /// The events of a payment, oldest first.
    func events(of id: PaymentID) throws(Unavailable) -> [Event]

    /// A document as last committed. Nil when there is none, also when its time is over.
    func document(_ key: DocumentKey) throws(Unavailable) -> Document?

    /// Documents of a collection in the order of their names; those whose time is over among them.
    func documents(of collection: DocumentCollection, page: DocumentPage) throws(Unavailable) -> [Document]

    /// What time it is for a merchant: deadlines go by it.
    func now(of merchant: MerchantID) -> Instant

    /// Payments of an account in order of birth, beginning with `from` (inclusive) when given.
    func payments(of account: AccountID, page: Page) throws(Unavailable) -> [Payment]

    /// The same of all accounts of a merchant.
    func payments(ofMerchant merchant: MerchantID, page: Page) throws(Unavailable) -> [Payment]

    /// The merchant's books, from the journal of every event.
    func trialBalance(of merchant: MerchantID) throws(Unavailable) -> [AccountBalance]

    /// A settlement, whoever it belongs to: the caller compares the merchant before it tells anyone.
    func settlement(_ id: SettlementID) throws(Unavailable) -> Settlement?

    /// The merchant's settlements in the order in which they fell due.
    func settlements(of merchant: MerchantID, page: SettlementPage) throws(Unavailable) -> [Settlement]

    /// The payments of a settlement in the order in which they were settled. Nothing when `page` begins with a payment
    /// that is not among them.
    func payments(settledBy settlement: SettlementID, page: Page) throws(Unavailable) -> [Payment]
}

/// A stretch of a list.
package struct Page: Hashable, Sendable {
    package enum Order: Hashable, Sendable { case newestFirst, oldestFirst }

    /// The first one wanted, inclusive; nil begins at the end that `order` names.
    package let from: PaymentID?
    package let limit: Int
    package let order: Order

    package init(from: PaymentID?, limit: Int, order: Order) {
        self.from = from
        self.limit = limit
        self.order = order
    }
}
