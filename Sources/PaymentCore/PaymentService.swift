/// What dialects may ask of the engine: decide a command durably, and read. Answered by `Engine`.
package protocol PaymentService: Sendable {
    /// Returns once the decision is durable (I9), or at once when the engine is full or closing.
    func submit(_ submission: Submission) async -> Reply

    /// A payment as last committed, whoever it belongs to: the caller compares the account before it tells anyone.
    func payment(_ id: PaymentID) throws(Unavailable) -> Payment?

    /// The events of a payment, oldest first.
    func events(of id: PaymentID) throws(Unavailable) -> [Event]

    /// Payments of an account in order of birth, beginning with `from` (inclusive) when given.
    func payments(of account: AccountID, page: Page) throws(Unavailable) -> [Payment]
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
