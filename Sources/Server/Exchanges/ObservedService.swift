import DialectKit
import PaymentCore
import Sandbox

/// The engine as the dialects see it: notes what a request asks for, and lets the faults strike that must strike before or
/// right after the commit. What it answers then is the wire's own "try again" or "we are broken"; `ExchangeMiddleware`
/// does the rest.
struct ObservedService: ForwardingService {
    let inner: any PaymentService

    init(_ inner: any PaymentService) { self.inner = inner }

    func submit(_ submission: Submission) async -> Reply {
        guard let exchange = Exchange.current else { return await inner.submit(submission) }
        let merchant = submission.scope.merchant
        let fault = exchange.meets(FaultOperation(submission.intent), of: merchant)
        if let status = fault?.statusInstead {
            if belongs(submission.payment, to: merchant) { exchange.isAbout(submission.payment) }
            return Self.reply(status)
        }
        let reply = await inner.submit(submission)
        switch reply {
        case .decided(.accepted(let acceptance), _):
            exchange.isAbout(acceptance.payment.id, upTo: acceptance.events.last?.sequence)
        case .decided(.refused, _), .answer, .unavailable, .broken:
            if belongs(submission.payment, to: merchant) { exchange.isAbout(submission.payment) }
        }
        if case .statusAfterCommit(let status) = fault { return Self.reply(status) }
        return reply
    }

    func write(_ documents: [DocumentWrite]) async throws(Unavailable) {
        let fault = Exchange.current?.meets(.other)
        if fault?.statusInstead != nil { throw .overloaded }
        try await inner.write(documents)
        if case .statusAfterCommit = fault { throw .overloaded }
    }

    func write(
        _ documents: [DocumentWrite], where conditions: [DocumentCondition]
    ) async throws(DocumentsNotWritten) {
        let fault = Exchange.current?.meets(.other)
        if fault?.statusInstead != nil { throw .unavailable(.overloaded) }
        try await inner.write(documents, where: conditions)
        if case .statusAfterCommit = fault { throw .unavailable(.overloaded) }
    }

    func payment(_ id: PaymentID) throws(Unavailable) -> Payment? {
        let found = try inner.payment(id)
        guard let exchange = Exchange.current, let found else {
            try strikeRead()
            return found
        }
        let asks = exchange.facts.merchant
        guard asks == nil || asks == found.birth.merchant else { return found }
        exchange.isAbout(id)
        try strikeRead(of: found.birth.merchant)
        return found
    }

    func events(of id: PaymentID) throws(Unavailable) -> [Event] {
        try strikeRead()
        return try inner.events(of: id)
    }

    func document(_ key: DocumentKey) throws(Unavailable) -> Document? {
        try strikeRead()
        return try inner.document(key)
    }

    func documents(of collection: DocumentCollection, page: DocumentPage) throws(Unavailable) -> [Document] {
        try strikeRead()
        return try inner.documents(of: collection, page: page)
    }

    func payments(of account: AccountID, page: Page) throws(Unavailable) -> [Payment] {
        try strikeRead()
        return try inner.payments(of: account, page: page)
    }

    func payments(ofMerchant merchant: MerchantID, page: Page) throws(Unavailable) -> [Payment] {
        try strikeRead(of: merchant)
        return try inner.payments(ofMerchant: merchant, page: page)
    }

    func trialBalance(of merchant: MerchantID) throws(Unavailable) -> [AccountBalance] {
        try strikeRead(of: merchant)
        return try inner.trialBalance(of: merchant)
    }

    func settlement(_ id: SettlementID) throws(Unavailable) -> Settlement? {
        try strikeRead()
        return try inner.settlement(id)
    }

    func settlements(of merchant: MerchantID, page: SettlementPage) throws(Unavailable) -> [Settlement] {
        try strikeRead(of: merchant)
        return try inner.settlements(of: merchant, page: page)
    }

    func payments(settledBy settlement: SettlementID, page: Page) throws(Unavailable) -> [Payment] {
        try strikeRead()
        return try inner.payments(settledBy: settlement, page: page)
    }

    /// Reading is an operation of its own only when the request asks for nothing else.
    private func strikeRead(of merchant: MerchantID? = nil) throws(Unavailable) {
        guard let exchange = Exchange.current, exchange.isRead else { return }
        if exchange.meets(.read, of: merchant)?.statusInstead != nil { throw .overloaded }
    }

    private func belongs(_ id: PaymentID, to merchant: MerchantID) -> Bool {
        guard let found = try? inner.payment(id) else { return false }
        return found.birth.merchant == merchant
    }

    /// The wire's own form of a status, where it has one.
    private static func reply(_ status: Int) -> Reply {
        status == 500 ? .broken(InvariantBroken("none", "a fault that was asked for")) : .unavailable(.overloaded)
    }
}

extension RequestFault {
    /// What to answer without doing anything. Nil: it is done.
    fileprivate var statusInstead: Int? {
        switch self {
        case .dropBefore: 503
        case .status(let status): status
        case .loseAnswer, .statusAfterCommit, .delay, .slowBody: nil
        }
    }
}
