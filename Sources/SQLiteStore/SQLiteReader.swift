package import Engine
package import PaymentCore
import Synchronization

/// Reads beside the writer: a few connections, each used by one caller at a time, microseconds each.
package final class SQLiteReader: PaymentReader {
    private let lanes: [ReadLane]
    private let turn = Atomic<Int>(0)
    private let committed: CommittedPayments?

    /// The database must exist already: the store makes it. `committed` is that of the store, where it is in this process.
    package init(
        directory: String, lanes count: Int = 4, committed: CommittedPayments? = nil
    ) throws(StoreError) {
        self.committed = committed
        var lanes: [ReadLane] = []
        for _ in 0..<count { lanes.append(try ReadLane(path: SQLiteStore.path(in: directory))) }
        self.lanes = lanes
    }

    package func payment(_ id: PaymentID) throws(StoreError) -> Payment? {
        if let payment = committed?.payment(id) { return payment }
        return try read { session in try session.payment(id)?.record.payment }
    }

    package func events(of id: PaymentID) throws(StoreError) -> [Event] {
        try read { session in try session.storedEvents(of: id).map(\.record.event) }
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
        try read { session in try session.nextDeadline(of: merchant, after: last) }
    }

    package func nextDeadlines() throws(StoreError) -> [MerchantID: Instant] {
        try read { session in try session.nextOfEach(session.statements.nextDeadlines) }
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

    func read<Value: Sendable>(_ body: (borrowing ReadSession) throws -> Value) throws(StoreError) -> Value {
        let lane = lanes[turn.wrappingAdd(1, ordering: .relaxed).oldValue % lanes.count]
        do {
            return try lane.read(body)
        } catch let fault as SQLiteFault {
            throw fault.notCommitted
        } catch {
            throw .corrupt(hint: "\(error)")
        }
    }
}

extension SQLiteReader: PaymentFinder {
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

extension SQLiteReader: SnapshotReader {
    package func snapshots(of merchant: MerchantID) throws(StoreError) -> [Snapshot] {
        try read { session in try Rows.snapshots(session.statements.snapshots, of: merchant) }
    }
}

extension SQLiteReader: DeliveryReader, DeliveryHistory {
    package func deliveries(of merchant: MerchantID, _ filter: DeliveryFilter) throws(StoreError) -> [DeliveryRecord] {
        try read { session in try session.deliveries(of: merchant, filter) }
    }

    package func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, limit: Int
    ) throws(StoreError) -> [WaitingDelivery] {
        try read { session in try session.deliveries(of: merchant, dueBy: now, after: last, limit: limit) }
    }

    package func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int
    ) throws(StoreError) -> DeliveryStretch {
        try read { session in try session.deliveries(of: merchant, dueBy: now, after: last, among: rows) }
    }

    package func nextDelivery(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant? {
        try read { session in try session.nextDelivery(of: merchant, after: last) }
    }

    package func nextDeliveries() throws(StoreError) -> [MerchantID: Instant] {
        try read { session in try session.nextOfEach(session.statements.nextDeliveries) }
    }

    package func attempts(of payment: PaymentID) throws(StoreError) -> [DeliveryAttempt] {
        try read { session in try session.attempts(of: payment) }
    }
}

/// One connection and the lock before it.
private final class ReadLane: Sendable {
    private let session: Mutex<ReadSession>

    init(path: String) throws(StoreError) { session = Mutex(try ReadSession(path: path)) }

    /// Everything that `body` reads is of one moment.
    func read<Value: Sendable>(_ body: (borrowing ReadSession) throws -> Value) throws -> Value {
        try session.withLock { session in
            try session.statements.begin.run()
            defer { try? session.statements.end.run() }
            return try body(session)
        }
    }
}
