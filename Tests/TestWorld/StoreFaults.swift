package import Engine
import Synchronization

/// What may go wrong around a commit.
package enum StoreFault: Hashable, Sendable {
    /// The batch is refused; the store goes on.
    case fails
    /// The commit's answer is lost; the store goes on.
    case outcomeUnknown(landed: Bool)
    /// The process dies; nothing can be asked until the database is opened again.
    case crashesBeforeCommit
    case crashesAfterCommit
}

/// The faults that the next batches of a database meet, in order, and a gate that every batch passes before it is
/// committed.
package final class StoreFaults: Sendable {
    package let gate = Gate()
    private let queue = Mutex<[StoreFault]>([])

    package init() {}

    package func next(_ faults: StoreFault...) { queue.withLock { $0 += faults } }

    func take() -> StoreFault? { queue.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

/// A real store that meets faults at its commits.
package final class FaultyStore: Store {
    private let store: any Store
    private let faults: StoreFaults
    private var hasCrashed = false

    package init(_ store: any Store, faults: StoreFaults) {
        self.store = store
        self.faults = faults
    }

    package func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError) {
        try mustBeUp()
        guard let fault = faults.take() else {
            return try store.execute(keys) { set in
                let commit = decide(set)
                faults.gate.pass()
                return commit
            }
        }
        var number: Int64 = 0
        try store.execute(keys) { set in
            let commit = decide(set)
            number = commit.seal.number
            return fault.lands ? commit : CommitBatch(seal: commit.seal, at: commit.at)
        }
        switch fault {
        case .fails: throw .notCommitted(hint: "as the test asked")
        case .outcomeUnknown: throw .outcomeUnknown(batch: number, hint: "as the test asked")
        case .crashesBeforeCommit, .crashesAfterCommit:
            hasCrashed = true
            throw .outcomeUnknown(batch: number, hint: "crashed, as the test asked")
        }
    }

    package func holds(batch number: Int64) throws(StoreError) -> Bool {
        try mustBeUp()
        return try store.holds(batch: number)
    }

    package func close() throws(StoreError) {
        try mustBeUp()
        try store.close()
    }

    private func mustBeUp() throws(StoreError) {
        if hasCrashed { throw .notCommitted(hint: "the store has crashed: open it again") }
    }
}

extension StoreFault {
    fileprivate var lands: Bool {
        switch self {
        case .outcomeUnknown(let landed): landed
        case .crashesAfterCommit: true
        case .fails, .crashesBeforeCommit: false
        }
    }
}
