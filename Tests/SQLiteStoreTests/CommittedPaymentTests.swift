import Engine
import PaymentCore
import SQLiteStore
import TestWorld
import Testing

@Suite("Payments as last committed, in memory", .timeLimit(.minutes(1)))
struct CommittedPaymentTests {
    private static let id = Shop.payment(1)

    @Test("a reader of the store's process sees each commit at once, and what the file says is the same")
    func seen() async throws {
        try await withDatabase(.sqlite) { database in
            let store = try SQLiteStore(directory: database.directory)
            let beside = try SQLiteReader(directory: database.directory, lanes: 1, committed: store.committed)
            let apart = try SQLiteReader(directory: database.directory, lanes: 1)
            for command in [Shop.create(), Shop.approve(), Shop.capture(.nok(1_00)), Shop.capture(.nok(2_00))] {
                try Self.write(command, to: store)
                let seen = try beside.payment(Self.id)
                #expect(seen != nil)
                #expect(try seen == apart.payment(Self.id))
            }
            try store.close()
        }
    }

    @Test("a batch that is not written leaves no trace of what it would have done")
    func notWritten() async throws {
        try await withDatabase(.sqlite) { database in
            let store = try SQLiteStore(directory: database.directory)
            let beside = try SQLiteReader(directory: database.directory, lanes: 1, committed: store.committed)
            try Self.write(Shop.create(), to: store)
            let before = try beside.payment(Self.id)
            #expect(throws: StoreError.self) { try Self.write(Shop.approve(), to: SpoiledStore(inner: store)) }
            #expect(try beside.payment(Self.id) == before)
            try Self.write(Shop.approve(), to: store)
            #expect(try beside.payment(Self.id)?.state.sequence == 2)
            try store.close()
        }
    }

    @Test("what a command wrote beside the store is read anew")
    func beside() async throws {
        try await withCommandBeside { store, reader in
            try Self.write(Shop.capture(.nok(1_00)), to: store)
            #expect(try reader.payment(Self.id)?.state.sequence == 3)
        }
    }

    @Test("a reader sees what a command wrote beside the store, also when the store writes nothing more")
    func besideAnIdleStore() async throws {
        try await withCommandBeside { _, reader in
            try await Task.sleep(for: CommittedPayments.moment)
            #expect(try reader.payment(Self.id)?.state.sequence == 2)
        }
    }

    /// A payment that the store wrote, and a command beside it then approved.
    private func withCommandBeside(_ body: @Sendable (SQLiteStore, SQLiteReader) async throws -> Void) async throws {
        try await withDatabase(.sqlite) { database in
            let store = try SQLiteStore(directory: database.directory)
            let reader = try SQLiteReader(directory: database.directory, lanes: 1, committed: store.committed)
            try Self.write(Shop.create(), to: store)
            let command = try SQLiteStore(directory: database.directory, besideServer: true)
            try Self.write(Shop.approve(), to: command)
            try await body(store, reader)
            try command.close()
            try store.close()
        }
    }

    @Test("what is set aside is read anew")
    func setAside() async throws {
        try await withDatabase(.sqlite, endsClean: false) { database in
            let store = try SQLiteStore(directory: database.directory)
            try Self.write(Shop.create(), to: store)
            try store.execute(Self.keys) { set in
                var commit = CommitBatch(seal: EventChain.seal([], after: set.lastBatch), at: Shop.opening)
                commit.quarantined = [Self.id: "as the test asked"]
                return commit
            }
            var quarantine: String?
            try store.execute(Self.keys) { set in
                quarantine = set.payments[Self.id]?.quarantine
                return CommitBatch(seal: set.lastBatch, at: Shop.opening)
            }
            #expect(quarantine == "as the test asked")
            try store.close()
        }
    }

    private static var keys: WorkingSet.Keys {
        var keys = WorkingSet.Keys()
        keys.payments = [id]
        return keys
    }

    private static func write(_ command: Command, to store: any Store) throws(StoreError) {
        let work = Work.submission(
            Submission(command, on: id, by: .account(Shop.account, of: Shop.merchant)), key: nil, reference: nil)
        switch try BatchWriter(outbox: Endpoints()).write([work], to: store, at: Shop.opening) {
        case .notWritten(let error): throw error
        case .stale: Issue.record("nobody else is there")
        case .written(let replies, _):
            guard case .reply(.decided(.accepted, replayed: false))? = replies.first else {
                Issue.record("\(command) was not accepted")
                return
            }
        }
    }
}

/// A store whose batches carry a number that is taken: the last row that is written refuses them.
private struct SpoiledStore: Store {
    let inner: SQLiteStore

    func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError) {
        try inner.execute(keys) { set in
            let wanted = decide(set)
            var commit = CommitBatch(seal: set.lastBatch, at: wanted.at)
            commit.payments = wanted.payments
            commit.events = wanted.events
            return commit
        }
    }

    func holds(batch number: Int64) throws(StoreError) -> Bool { try inner.holds(batch: number) }
    func close() throws(StoreError) { try inner.close() }
}
