package import Engine
import Glibc
import PaymentCore

/// The store for many nodes: one PostgreSQL, one connection to write with, any number of others who do the same.
///
/// Not `Sendable`: it belongs to the writer, on the writer's thread.
package final class PostgresStore: Store {
    let writer: WriterID
    /// Whose is what this store writes, of the things that somebody has to see to.
    let holder: [UInt8]?
    let link: Link
    /// The last batch of this writer, as far as it is known for sure.
    var last: BatchSeal?
    /// A batch whose commit was not answered, and the seal before it.
    private var doubt: (number: Int64, before: BatchSeal)?

    /// How often a batch is tried that collided with others.
    private static let tries = 8
    /// How long an unknown outcome is asked for before the writer gives up: a standby takes over meanwhile.
    private static let patience = Duration.seconds(120)

    /// Opens the database, and brings its schema up to date. `writer` is the name of this node's chain of batches: no two
    /// processes may bear the same. What a node writes that somebody has to see to is its own to see to; what is written
    /// beside servers is anybody's.
    package init(_ address: DatabaseAddress, writer: WriterID, isNode: Bool = false) throws(StoreError) {
        self.writer = writer
        holder = isNode ? writer.bytes : nil
        link = Link(address, access: .readWrite, settings: Self.settings) { connection throws(StoreError) in
            try Self.check(connection)
        }
        try Migrations.run(on: try link.open())
    }

    /// One plan for each statement, made for many rows from the first one on: one made while the tables are empty would read
    /// them whole when they are full.
    package static let planSettings = [
        "SET plan_cache_mode = force_generic_plan", "SET enable_seqscan = off", "SET enable_hashjoin = off",
        "SET enable_mergejoin = off",
    ]

    /// Batches find every row by its key: nothing is gathered and sorted.
    package static let writingPlanSettings = planSettings + ["SET enable_bitmapscan = off"]

    /// A node that is stopped in the middle of a batch must not keep its locks for long; whoever waits for them waits
    /// longer than that.
    private static let settings =
        writingPlanSettings + [
            """
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
            """,
            "SET statement_timeout = '20s'", "SET lock_timeout = '8s'",
            "SET idle_in_transaction_session_timeout = '4s'",
            "SET default_transaction_isolation = 'read committed'",
        ]

    /// Durable means durable.
    private static func check(_ connection: Connection) throws(StoreError) {
        do throws(PostgresFault) {
            let isSafe = try connection.ask("SELECT current_setting('fsync') = 'on'").first?.bool(0)
            guard isSafe == true else {
                throw PostgresFault(
                    state: "HOLDF", message: "fsync is off, so what is committed may be lost: switch it on",
                    isLost: false)
            }
        } catch {
            throw error.isLost ? error.notCommitted : error.corrupt
        }
    }

    package func close() throws(StoreError) { link.drop() }
}

// MARK: One batch

extension PostgresStore {
    package func execute(
        _ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch
    ) throws(StoreError) {
        // What is not known for sure comes first: the next batch builds on it.
        if let doubt { _ = try outcome(of: doubt) }
        var tries = 0
        while true {
            tries += 1
            do {
                return try attempt(keys, decide)
            } catch is Collision where tries < Self.tries {
                Self.giveWay(after: tries)
            } catch let fault as PostgresFault where fault.isLost && tries == 1 {
                // It may have been lost long ago. Nothing was committed.
                continue
            } catch let collision as Collision {
                throw .notCommitted(hint: collision.what)
            } catch let fault as PostgresFault {
                throw fault.notCommitted
            } catch let error as StoreError {
                throw error
            } catch {
                throw .corrupt(hint: "\(error)")
            }
        }
    }

    /// Somebody else was in the way: the batch looks again.
    struct Collision: Error {
        let what: String
    }

    private static func giveWay(after tries: Int) {
        // Unlike waits part those who collided: 1 to 2 ms, then up to 128.
        let longest = UInt32(1_000 << tries)
        usleep(.random(in: longest / 2...longest))
    }

    private func attempt(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws {
        let connection = try link.open()
        do {
            let loaded = try load(keys, over: connection)
            let commit = decide(loaded.set)
            guard !commit.isEmpty else {
                _ = try connection.ask(SQL.rollback)
                return
            }
            try write(commit, over: loaded, on: connection)
            try land(commit.seal, after: loaded.set.lastBatch, on: connection)
        } catch {
            last = nil
            try undo(on: connection, after: error)
        }
    }

    /// Leaves the connection ready for the next batch, and says what went wrong as the caller wants to hear it.
    private func undo(on connection: Connection, after error: any Error) throws {
        if connection.isLost {
            link.drop()
        } else if doubt == nil {
            do { _ = try connection.ask(SQL.rollback) } catch { link.drop() }
        }
        if let fault = error as? PostgresFault, fault.isCollision || fault.isTwin {
            throw Collision(what: "others were in the way, again and again (\(fault.message))")
        }
        throw error
    }

    /// The commit. Only an answer that says so tells that it did not happen.
    private func land(_ seal: BatchSeal, after before: BatchSeal, on connection: Connection) throws {
        let hint: String
        do throws(PostgresFault) {
            let answer = try connection.ask(SQL.commit)
            if answer.tag == "COMMIT", !connection.hasWarned {
                last = seal
                return
            }
            guard answer.tag == "COMMIT" else {
                throw PostgresFault(state: "40000", message: "the transaction was rolled back", isLost: false)
            }
            hint = "the commit may be missing on the standby"
        } catch {
            let isRefused = !error.isLost && ["23", "40", "25"].contains(error.state.prefix(2))
            if isRefused { throw error }
            hint = error.hint
        }
        doubt = (seal.number, before)
        link.drop()
        throw StoreError.outcomeUnknown(batch: seal.number, hint: hint)
    }
}

// MARK: Whether a batch landed

extension PostgresStore {
    package func holds(batch number: Int64) throws(StoreError) -> Bool {
        if let doubt, doubt.number == number { return try outcome(of: doubt) }
        let connection = try link.open()
        do {
            return try connection.ask(SQL.hasBatch, Parameters(.blob(writer.bytes), .integer(number))).count > 0
        } catch {
            throw error.corrupt
        }
    }

    /// Looks until it knows. Where the batch is not there its place is taken, so that it never lands afterwards.
    private func outcome(of batch: (number: Int64, before: BatchSeal)) throws(StoreError) -> Bool {
        let end = ContinuousClock.now + Self.patience
        while true {
            do {
                let landed = try settle(batch)
                doubt = nil
                return landed
            } catch {
                link.drop()
                let error =
                    error as? StoreError ?? (error as? PostgresFault)?.notCommitted ?? .corrupt(hint: "\(error)")
                guard ContinuousClock.now < end else { throw error }
                usleep(200_000)
            }
        }
    }

    private func settle(_ batch: (number: Int64, before: BatchSeal)) throws -> Bool {
        let connection = try link.open()
        let seal = batch.before.nextWithoutEvents
        let answers = try connection.exchange([
            Call(SQL.begin),
            Call(
                SQL.voidBatch,
                Parameters(
                    .blob(writer.bytes), .integer(batch.number), .integer(Self.realTime()), .blob(seal.digest))),
            Call(SQL.confirmBatch, Parameters(.blob(writer.bytes), .integer(batch.number))),
            Call(SQL.waitForCommit), Call(SQL.commit),
        ])
        guard answers[4].tag == "COMMIT", !connection.hasWarned, let row = answers[2].first else {
            throw StoreError.notCommitted(hint: "what became of a batch could not be settled yet")
        }
        return !row.bool(0)
    }

    /// Milliseconds since 1970.
    private static func realTime() -> Int64 { SystemTime().now().milliseconds }
}
