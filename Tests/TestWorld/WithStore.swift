package import Engine
import Foundation
package import PaymentCore

/// A store in a test's hands, with a reader beside it.
package final class OpenStore {
    package let database: Database
    private var current: (any Store)?

    package init(_ database: Database) throws(StoreError) {
        self.database = database
        current = try database.open()
    }

    package var store: any Store {
        guard let current else { preconditionFailure("the store is closed") }
        return current
    }

    /// Ends the store as a shutdown does, or as a lost process does, and opens the database anew.
    package func reopen(closing: Bool = true) throws {
        if closing { try store.close() }
        current = nil
        current = try database.open()
    }

    package func reader() throws -> any PaymentReader { try database.reader() }
}

/// Runs `body` over a fresh store, and removes it afterwards.
package func withStore(_ kind: StoreKind, _ body: (OpenStore) throws -> Void) throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(OpenStore(try Database(kind, directory: directory, outbox: Endpoints())))
}

extension OpenStore {
    /// One batch, put together by hand over what is loaded; `spoil` may break it before it is written.
    @discardableResult
    package func write<Value>(
        at now: Instant = Shop.opening, _ payments: PaymentID..., claims: [ClaimDigest] = [],
        deadlines: [Deadline] = [], spoiling spoil: (inout CommitBatch) -> Void = { _ in },
        _ body: (inout HandwrittenBatch) -> Value
    ) throws(StoreError) -> Value {
        var value: Value?
        var keys = WorkingSet.Keys()
        keys.payments = Set(payments)
        keys.claims = Set(claims)
        keys.deadlines = Set(deadlines)
        try store.execute(keys) { set in
            var batch = HandwrittenBatch(set, at: now)
            value = body(&batch)
            var commit = batch.commit()
            spoil(&commit)
            return commit
        }
        guard let value else { preconditionFailure("the store never asked what to write") }
        return value
    }

    /// What a batch with these keys would see.
    package func load(
        _ payments: PaymentID..., claims: [ClaimDigest] = [], deadlines: [Deadline] = [],
        documents: [DocumentKey] = [], glances: [DocumentKey] = []
    ) throws(StoreError) -> WorkingSet {
        var loaded = WorkingSet()
        var keys = WorkingSet.Keys()
        keys.payments = Set(payments)
        keys.claims = Set(claims)
        keys.deadlines = Set(deadlines)
        keys.documents = Set(documents)
        keys.glances = Set(glances)
        try store.execute(keys) { set in
            loaded = set
            return CommitBatch(seal: set.lastBatch, at: Shop.opening)
        }
        return loaded
    }
}
