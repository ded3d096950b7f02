import CSQLite
package import Engine
import Ledger
import PaymentCore

/// The embedded store: one file, one writer, WAL with full synchronisation.
///
/// Not `Sendable`: it belongs to the writer, on the writer's thread.
package final class SQLiteStore: Store {
    let connection: Connection
    let statements: WriteStatements
    private let checkpointer: Checkpointer
    /// What readers of this process may ask first. Nil beside a server, whose payments these are.
    package let committed: CommittedPayments?
    /// The last batch that memory knows of.
    private var lastBatch: Int64 = 0
    /// Claims that are yet to come to their places. Beside a server nobody writes any.
    var fresh = FreshClaims()
    /// Memory does not tell which those are.
    private var mustMoveClaims: Bool
    /// Held until `close`, or until the store is gone.
    private var lock: DataDirectoryLock?
    /// Pages in the log beyond which the writer itself starts it over.
    private let logPagesLimit: Int32

    /// Opens or creates `holdfast.db` in `directory`, which must exist, and takes the directory's lock; unless it is to
    /// work beside a server for a moment, as a command does: each batch reads what it builds on within its transaction.
    ///
    /// Pages move from the log to the database on a thread beside the writer, or when `checkpoint` is called; the log grows
    /// to `logPagesLimit` pages, 64 MiB unless said otherwise.
    package init(
        directory: String, besideServer: Bool = false, checkpointsBeside: Bool = true, logPagesLimit: Int32 = 16_384
    ) throws(StoreError) {
        self.logPagesLimit = logPagesLimit
        lock = besideServer ? nil : try DataDirectoryLock(directory: directory)
        mustMoveClaims = !besideServer
        committed = besideServer ? nil : CommittedPayments()
        let path = Self.path(in: directory)
        do {
            let connection = try Connection(path: path, access: .readWrite)
            // Before a setting is made: what is not ours stays as it is.
            _ = try Migrations.version(of: connection)
            try Self.configure(connection)
            try connection.synchronizeLog()
            try Migrations.run(on: connection)
            statements = try WriteStatements(connection)
            self.connection = connection
            checkpointer = try Checkpointer(path: path, hasThread: checkpointsBeside)
        } catch let fault as SQLiteFault {
            throw fault.corrupt
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("only faults of SQLite and our own arise here: \(error)")
        }
    }

    deinit { checkpointer.letGo() }

    /// Between two moves of pages from the log to the database.
    package static var checkpointPauseMicroseconds: UInt32 { Checkpointer.pauseMicroseconds }

    package static func path(in directory: String) -> String { directory + "/holdfast.db" }

    /// Room for what a full batch of payments anywhere touches, and no more. When a page of an index was split, SQLite looks
    /// through all that it keeps at the end of the transaction (it numbers pages by way of one that is far behind the last);
    /// with 256 MiB, full, that took a fifth of the writer's time. What is not kept the system's own cache has.
    private static let cacheKibibytes = 8_192

    /// Every setting that durability rests on is set and read back; Debian builds SQLite with other defaults.
    private static func configure(_ connection: borrowing Connection) throws {
        try connection.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA secure_delete = OFF;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -\(cacheKibibytes);
            """)
        guard try connection.text("PRAGMA journal_mode") == "wal", try connection.integer("PRAGMA synchronous") == 2
        else {
            throw StoreError.corrupt(
                hint: "this file system cannot hold a write-ahead log: use a local disk for --data")
        }
    }

    package func holds(batch number: Int64) throws(StoreError) -> Bool {
        do {
            statements.hasBatch.bind(1, number)
            defer { statements.hasBatch.reset() }
            return try statements.hasBatch.step()
        } catch {
            throw .corrupt(hint: error.hint)
        }
    }

    /// Moves what it can from the log to the database, without waiting for anyone.
    package func checkpoint() { checkpointer.checkpoint() }

    package func close() throws(StoreError) {
        tidyUp()
        checkpointer.stop()
        sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        lock = nil
    }

    /// At rest each claim is in its place. If that fails now, the next start does it.
    private func tidyUp() {
        guard lock != nil, fresh.count > 0 || fresh.movedUpTo > 0 else { return }
        do {
            try statements.begin.run()
            try moveAllClaims()
            try statements.commit.run()
        } catch {
            sqlite3_exec(connection.handle, "ROLLBACK", nil, nil, nil)
        }
    }
}

// MARK: One batch

extension SQLiteStore {
    package func execute(
        _ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch
    ) throws(StoreError) {
        var number: Int64 = 0
        var isCommitting = false
        do {
            try statements.begin.run()
            if mustMoveClaims {
                try moveAllClaims()
                fresh = FreshClaims()
            }
            let loaded = try load(keys)
            let commit = decide(loaded.set)
            number = commit.seal.number
            guard !commit.isEmpty else { return try statements.rollback.run() }
            let written = try write(commit, over: loaded)
            isCommitting = true
            try statements.commit.run()
            remember(commit, written, over: loaded)
            startLogOverWhenLong()
        } catch {
            // What stands there now is read anew.
            committed?.forgetAll()
            mustMoveClaims = mustMoveClaims || isCommitting
            // A commit that failed and is still open can be rolled back; one that is neither is an open question.
            let isOpen = sqlite3_get_autocommit(connection.handle) == 0
            if isOpen { sqlite3_exec(connection.handle, "ROLLBACK", nil, nil, nil) }
            let hint = (error as? SQLiteFault)?.hint ?? "\(error)"
            if error is CorruptRecord { throw .corrupt(hint: hint) }
            throw isCommitting && !isOpen ? .outcomeUnknown(batch: number, hint: hint) : .notCommitted(hint: hint)
        }
    }

    private struct Loaded {
        var set = WorkingSet()
        /// Payments as they stand, and where their events do.
        var entries: [PaymentID: CommittedPayments.Entry] = [:]
    }

    private func load(_ keys: WorkingSet.Keys) throws -> Loaded {
        var loaded = Loaded()
        try loadLastBatch(into: &loaded.set)
        for id in keys.payments.sorted() {
            do {
                guard let entry = try committed?.entry(id) ?? read(id) else { continue }
                loaded.set.payments[id] = entry.record
                loaded.entries[id] = entry
            } catch let corrupt as CorruptRecord {
                loaded.set.unreadable[id] = corrupt.what
            }
        }
        for digest in keys.claims { loaded.set.claims[digest] = try claim(digest) }
        for deadline in keys.deadlines {
            statements.deadlineExists.bind(deadline)
            if try statements.deadlineExists.step() { loaded.set.deadlines.insert(deadline) }
            statements.deadlineExists.reset()
        }
        for key in keys.documents.union(keys.glances) { loaded.set.documents[key] = try document(key) }
        for merchant in keys.holdings { loaded.set.holdings[merchant] = try holdings(of: merchant) }
        return loaded
    }

    private func loadLastBatch(into set: inout WorkingSet) throws {
        defer { statements.lastBatch.reset() }
        if try statements.lastBatch.step() {
            set.lastBatch = BatchSeal(number: statements.lastBatch.integer(0), digest: statements.lastBatch.blob(1))
        }
        // Somebody wrote beside this store, as commands do: what stands there now is read anew.
        if set.lastBatch.number != lastBatch { committed?.forgetAll() }
        committed?.confirm()
        lastBatch = set.lastBatch.number
    }

    private func read(_ id: PaymentID) throws -> CommittedPayments.Entry? {
        let row = statements.payment
        row.bind(1, id)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let stored = try Rows.payment(row)
        let entry = CommittedPayments.Entry(
            record: stored.record, lastEvent: stored.lastEvent, detailsEvent: stored.detailsEvent)
        committed?.keep([entry])
        return entry
    }

    private func write(_ commit: CommitBatch, over loaded: Loaded) throws -> Written {
        if let change = commit.data {
            // Also when this batch fails.
            mustMoveClaims = true
            try moveAllClaims()
            fresh = FreshClaims()
            try write(change)
        }
        for (id, sequence) in commit.erased { try erase(detailsOf: id, before: sequence) }
        let places = try writeEvents(commit, over: loaded)
        for record in commit.payments { try writePayment(record, places, over: loaded) }
        for (id, reason) in commit.quarantined {
            statements.quarantine.bind(1, id)
            statements.quarantine.bind(2, reason)
            try statements.quarantine.run()
        }
        let claims = try write(commit.claims) { places[$0.payment]?[$0.sequence] }
        for deadline in commit.endedDeadlines {
            statements.deleteDeadline.bind(deadline)
            try statements.deleteDeadline.run()
        }
        for deadline in commit.newDeadlines {
            statements.insertDeadline.bind(deadline)
            try statements.insertDeadline.run()
        }
        for write in commit.documents { try self.write(write) }
        for attempt in commit.attempts { try self.write(attempt) }
        for delivery in commit.deliveries { try self.write(delivery) }
        try forgetExpiredClaims(at: commit.forgetsClaimsBy, from: commit.seal.digest)
        statements.insertBatch.bind(1, commit.seal.number)
        statements.insertBatch.bind(2, commit.at.milliseconds)
        statements.insertBatch.bind(3, Int64(commit.events.count))
        statements.insertBatch.bind(4, commit.seal.digest)
        try statements.insertBatch.run()
        return Written(places: places, claims: claims)
    }

    /// What is remembered of a batch once it is committed.
    private struct Written {
        let places: EventPlaces
        let claims: ClaimWrites
    }

    /// Before anybody is answered.
    private func remember(_ commit: CommitBatch, _ written: Written, over loaded: Loaded) {
        mustMoveClaims = false
        lastBatch = commit.seal.number
        fresh.note(moved: written.claims.moved, written.claims.claims)
        let places = written.places
        guard let committed else { return }
        guard commit.data == nil else { return committed.forgetAll() }
        committed.forget(commit.quarantined.keys)
        committed.keep(
            commit.payments.lazy.filter { commit.quarantined[$0.payment.id] == nil }.compactMap { record in
                let (last, details) = self.places(of: record.payment, places, over: loaded)
                guard let last, let details else { return nil }
                return CommittedPayments.Entry(record: record.withoutBytes, lastEvent: last, detailsEvent: details)
            })
    }

    /// Where the payment's last event stands, and the one with its details.
    private func places(
        of payment: Payment, _ places: EventPlaces, over loaded: Loaded
    ) -> (last: Int64?, details: Int64?) {
        let (run, before) = (places[payment.id], loaded.entries[payment.id])
        return (
            run?[payment.state.sequence] ?? before?.lastEvent,
            run?[payment.state.detailsSequence] ?? before?.detailsEvent
        )
    }

    private func writeEvents(_ commit: CommitBatch, over loaded: Loaded) throws -> EventPlaces {
        var places = EventPlaces(commit.payments, over: loaded.entries)
        guard !commit.events.isEmpty else { return places }
        _ = try statements.lastEvent.step()
        var number = statements.lastEvent.integer(0)
        statements.lastEvent.reset()
        for record in commit.events {
            number += 1
            let run = try places.add(number, of: record.event)
            try write(record, number: number, after: run.previous, in: commit.seal.number)
            try writeTidings(of: record, to: run.merchant)
        }
        return places
    }

    private func write(_ record: EventRecord, number: Int64, after previous: Int64?, in batch: Int64) throws {
        let (event, row) = (record.event, statements.insertEvent)
        let movement = event.movement
        row.bind(1, number)
        row.bind(2, event.payment)
        row.bind(3, Int64(event.sequence))
        row.bind(4, event.sequence == 1 ? nil : previous)
        row.bind(5, batch)
        row.bind(6, event.at.milliseconds)
        row.bind(7, Int64(event.fact.number))
        row.bind(8, movement.held)
        row.bind(9, movement.payable)
        row.bind(10, record.body)
        row.bind(11, record.stateBytes)
        row.bind(12, event.details.bytes)
        row.bind(13, record.salt)
        row.bind(14, record.commitment)
        row.bind(15, record.hash)
        row.bind(16, movement.settled)
        row.bind(17, event.settlement?.bytes ?? [])
        try row.run()
    }

    /// Whom an event notifies, and what its payment is found by.
    private func writeTidings(of record: EventRecord, to merchant: MerchantID) throws {
        let event = record.event
        for endpoint in record.endpoints {
            let outbox = statements.insertOutbox
            outbox.bind(1, event.payment)
            outbox.bind(2, Int64(event.sequence))
            outbox.bind(3, endpoint)
            outbox.bind(4, record.due.milliseconds)
            outbox.bind(5, merchant)
            try outbox.run()
        }
        for name in record.names {
            statements.insertName.bind(1, merchant)
            statements.insertName.bind(2, name.text)
            statements.insertName.bind(3, event.payment)
            try statements.insertName.run()
        }
    }

    private func writePayment(_ record: PaymentRecord, _ places: EventPlaces, over loaded: Loaded) throws {
        let payment = record.payment
        let before = loaded.entries[payment.id]?.record.payment.phase
        let isNew = before == nil
        let keepsPhase = before == payment.phase
        let row =
            isNew
            ? statements.insertPayment : keepsPhase ? statements.updatePayment : statements.updatePaymentAndPhase
        let (last, details) = self.places(of: payment, places, over: loaded)
        row.bind(1, payment.id)
        row.bind(2, payment.birth.account)
        for (index, amount) in Rows.amounts(of: payment).enumerated() { row.bind(Int32(3 + index), amount) }
        row.bind(10, payment.birth.canonicalBytes)
        row.bind(11, record.stateBytes)
        row.bind(12, record.head)
        row.bind(13, last)
        row.bind(14, details)
        row.bind(15, payment.birth.merchant)
        if !keepsPhase { row.bind(16, Int64(payment.phase.rawValue)) }
        if isNew { row.bind(listing: payment.birth) }
        try row.run()
        guard sqlite3_changes(connection.handle) == 1 else {
            throw CorruptRecord("a payment's birth has changed (I10)")
        }
    }

    /// A few claims a batch, from a place in the table that the batch's own digest chooses: no index to keep, no pause, and
    /// in time it meets all.
    private func forgetExpiredClaims(at now: Instant, from digest: [UInt8]) throws {
        statements.forgetClaims.bind(1, Array(digest.prefix(16)))
        statements.forgetClaims.bind(2, now.milliseconds)
        try statements.forgetClaims.run()
    }

    /// The checkpointer moves pages while readers and the writer go on; only the writer can start the log over.
    private func startLogOverWhenLong() {
        guard checkpointer.logPages() > logPagesLimit else { return }
        // Without waiting for readers: a long one, as the audit is, must not hold up every batch.
        sqlite3_busy_timeout(connection.handle, 0)
        defer { sqlite3_busy_timeout(connection.handle, Connection.busyTimeoutMilliseconds) }
        sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_RESTART, nil, nil)
    }
}

extension Statement {
    /// What a payment is listed by and never changes, as parameters 17 to 20.
    func bind(listing birth: Payment.Birth) {
        bind(17, birth.wire.text)
        bind(18, birth.requested.currency.code)
        bind(19, birth.requested.minorUnits)
        bind(20, birth.at.milliseconds)
    }

    /// The five key columns of a deadline, as parameters 1 to 5.
    func bind(_ deadline: Deadline) {
        bind(1, deadline.merchant)
        bind(2, deadline.due.milliseconds)
        bind(3, deadline.payment)
        bind(4, Int64(deadline.kind.rawValue))
        bind(5, deadline.operation)
    }
}
