package import Engine
package import PaymentCore
import Synchronization

/// Reads beside the writers: a few connections, each used by one caller at a time.
package final class PostgresReader: PaymentReader {
    private let lanes: [ReadLane]
    private let turn = Atomic<Int>(0)

    /// The database must be there and up to date already: the store sees to it.
    package init(_ address: DatabaseAddress, lanes count: Int = 8) throws(StoreError) {
        lanes = (0..<count).map { _ in ReadLane(address) }
        try lanes[0].check()
    }

    package func payment(_ id: PaymentID) throws(StoreError) -> Payment? {
        try read { session in try session.payment(id)?.payment }
    }

    package func events(of id: PaymentID) throws(StoreError) -> [Event] {
        try read { session in try session.storedEvents(of: id).map(\.event) }
    }

    package func payments(of account: AccountID, page: Page) throws(StoreError) -> [Payment] {
        try read { session in try session.payments(of: account, page: page) }
    }

    package func payments(ofMerchant merchant: MerchantID, page: Page) throws(StoreError) -> [Payment] {
        try read { session in try session.payments(ofMerchant: merchant, page: page) }
    }

    package func trialBalance(of merchant: MerchantID) throws(StoreError) -> [AccountBalance] {
        try read { session in try session.trialBalance(of: merchant) }
    }

    package func settlement(_ id: SettlementID) throws(StoreError) -> Settlement? {
        try read { session in try session.settlement(id) }
    }

    package func settlements(of merchant: MerchantID, page: SettlementPage) throws(StoreError) -> [Settlement] {
        try read { session in try session.settlements(of: merchant, page: page) }
    }

    package func payments(settledBy settlement: SettlementID, page: Page) throws(StoreError) -> [Payment] {
        try read { session in try session.payments(settledBy: settlement, page: page) }
    }

    package func acceptance(_ place: DecisionPlace) throws(StoreError) -> Acceptance {
        try read { session in try session.acceptance(place) }
    }

    package func deadlines(
        of merchant: MerchantID, dueBy now: Instant, limit: Int
    ) throws(StoreError) -> [Deadline] {
        try read { session in try session.deadlines(of: merchant, dueBy: now, limit: limit) }
    }

    package func nextDeadline(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant? {
        try read { session in try session.next(SQL.nextDeadline, of: merchant, after: last) }
    }

    package func nextDeadlines() throws(StoreError) -> [MerchantID: Instant] {
        try read { session in try session.nextOfEach(SQL.nextDeadlines) }
    }

    package func hasPayments(of merchant: MerchantID) throws(StoreError) -> Bool {
        try read { session in try session.hasPayments(of: merchant) }
    }

    package func document(_ key: DocumentKey) throws(StoreError) -> Document? {
        try read { session in try session.document(key) }
    }

    package func documents(of collection: DocumentCollection, page: DocumentPage) throws(StoreError) -> [Document] {
        try read { session in try session.documents(of: collection, page: page) }
    }

    /// Over the first connection that is free, or the next in turn.
    func read<Value: Sendable>(_ body: (ReadSession) throws -> Value) throws(StoreError) -> Value {
        let first = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        for step in 0..<lanes.count {
            if let value = try lanes[(first &+ step) % lanes.count].readIfFree(body) { return value }
        }
        return try lanes[first % lanes.count].read(body)
    }
}

extension PostgresReader: PaymentFinder {
    package func payments(
        of merchant: MerchantID, _ filter: PaymentFilter, olderThan place: BirthPlace?, limit: Int
    ) throws(StoreError) -> FoundPayments {
        try read { session in try session.payments(of: merchant, filter, olderThan: place, limit: limit) }
    }

    package func payments(
        of merchant: MerchantID, named beginning: SearchName, limit: Int
    ) throws(StoreError) -> [Payment] {
        try read { session in try session.payments(of: merchant, named: beginning, limit: limit) }
    }

    package func volumes(of merchant: MerchantID, since start: Instant) throws(StoreError) -> [DayVolume] {
        try read { session in try session.volumes(of: merchant, since: start) }
    }
}

extension PostgresReader: SnapshotReader {
    package func snapshots(of merchant: MerchantID) throws(StoreError) -> [Snapshot] {
        try read { session in try session.snapshots(of: merchant) }
    }
}

extension PostgresReader: DeliveryReader, DeliveryHistory {
    package func deliveries(of merchant: MerchantID, _ filter: DeliveryFilter) throws(StoreError) -> [DeliveryRecord] {
        try read { session in try session.deliveries(of: merchant, filter) }
    }

    package func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, limit: Int
    ) throws(StoreError) -> [WaitingDelivery] {
        try read { session in try session.deliveries(of: merchant, dueBy: now, after: last, limit: limit) }
    }

    package func nextDelivery(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant? {
        try read { session in try session.next(SQL.nextDelivery, of: merchant, after: last) }
    }

    package func nextDeliveries() throws(StoreError) -> [MerchantID: Instant] {
        try read { session in try session.nextOfEach(SQL.nextDeliveries) }
    }

    package func attempts(of payment: PaymentID) throws(StoreError) -> [DeliveryAttempt] {
        try read { session in try session.attempts(of: payment) }
    }
}

/// One connection and the lock before it.
///
/// `@unchecked Sendable`: the link is touched only with the lock held.
private final class ReadLane: @unchecked Sendable {
    private let lock = Mutex(())
    private let link: Link

    /// Nothing is written, and nothing takes for ever.
    private static let settings =
        PostgresStore.planSettings + ["SET default_transaction_read_only = on", "SET statement_timeout = '10s'"]

    /// Of several hosts the one that is written to: what a node has answered must be there when it is asked for. An address that
    /// says otherwise (`target_session_attrs`) is followed.
    init(_ address: DatabaseAddress) { link = Link(address, access: .readWrite, settings: Self.settings) }

    func check() throws(StoreError) {
        try lock.withLock { (_) throws(StoreError) in try Migrations.mustHaveRun(on: try link.open()) }
    }

    func read<Value: Sendable>(_ body: (ReadSession) throws -> Value) throws(StoreError) -> Value {
        try lock.withLock { (_) throws(StoreError) in try readAlone(body) }
    }

    /// Nil when somebody reads here.
    func readIfFree<Value: Sendable>(_ body: (ReadSession) throws -> Value) throws(StoreError) -> Value? {
        try lock.withLockIfAvailable { (_) throws(StoreError) in try readAlone(body) }
    }

    private func readAlone<Value>(_ body: (ReadSession) throws -> Value) throws(StoreError) -> Value {
        do {
            return try link.once(body)
        } catch let fault as PostgresFault where fault.isLost {
            // It may have been lost long ago: once more, over a new one.
            link.drop()
            do { return try link.once(body) } catch { throw StoreError(error) }
        } catch {
            throw StoreError(error)
        }
    }
}
