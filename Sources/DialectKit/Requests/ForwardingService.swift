package import PaymentCore

/// A service in front of another: what it does not say itself, it hands on.
package protocol ForwardingService: PaymentService {
    var inner: any PaymentService { get }
}

extension ForwardingService {
    package func submit(_ submission: Submission) async -> Reply { await inner.submit(submission) }
    package func write(_ documents: [DocumentWrite]) async throws(Unavailable) { try await inner.write(documents) }

    package func write(
        _ documents: [DocumentWrite], where conditions: [DocumentCondition]
    ) async throws(DocumentsNotWritten) {
        try await inner.write(documents, where: conditions)
    }

    package func payment(_ id: PaymentID) throws(Unavailable) -> Payment? { try inner.payment(id) }
    package func events(of id: PaymentID) throws(Unavailable) -> [Event] { try inner.events(of: id) }
    package func document(_ key: DocumentKey) throws(Unavailable) -> Document? { try inner.document(key) }

    package func now(of merchant: MerchantID) -> Instant { inner.now(of: merchant) }

    package func documents(of collection: DocumentCollection, page: DocumentPage) throws(Unavailable) -> [Document] {
        try inner.documents(of: collection, page: page)
    }

    package func payments(of account: AccountID, page: Page) throws(Unavailable) -> [Payment] {
        try inner.payments(of: account, page: page)
    }

    package func payments(ofMerchant merchant: MerchantID, page: Page) throws(Unavailable) -> [Payment] {
        try inner.payments(ofMerchant: merchant, page: page)
    }

    package func trialBalance(of merchant: MerchantID) throws(Unavailable) -> [AccountBalance] {
        try inner.trialBalance(of: merchant)
    }
    package func settlement(_ id: SettlementID) throws(Unavailable) -> Settlement? { try inner.settlement(id) }

    package func settlements(
        of merchant: MerchantID, page: SettlementPage
    ) throws(Unavailable) -> [Settlement] {
        try inner.settlements(of: merchant, page: page)
    }

    package func payments(settledBy settlement: SettlementID, page: Page) throws(Unavailable) -> [Payment] {
        try inner.payments(settledBy: settlement, page: page)
    }
}
