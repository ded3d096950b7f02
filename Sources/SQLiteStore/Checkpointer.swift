import CSQLite
import Glibc
import Synchronization

/// Moves pages from the log into the database beside the writer, so that no request waits for it.
///
/// `@unchecked Sendable`: the connection is used by its own thread alone; everything shared is atomic.
final class Checkpointer: @unchecked Sendable {
    private let connection: Connection
    private let isStopped = Atomic(false)
    private let hasEnded = Atomic(false)
    private let pages = Atomic<Int32>(0)

    /// A page that is written many times meanwhile is moved once: every 20 ms it was a fifth more bytes a capture. What is not
    /// moved yet makes the log longer, and a start after a crash slower.
    static let pauseMicroseconds: UInt32 = 250_000

    /// `hasThread` is false for whoever calls `checkpoint` at a moment of their own choice.
    init(path: String, hasThread: Bool = true) throws(SQLiteFault) {
        connection = try Connection(path: path, access: .readWrite)
        // A connection that has read nothing yet checkpoints nothing.
        _ = try connection.integer("SELECT count(*) FROM sqlite_schema")
        guard hasThread else {
            hasEnded.store(true, ordering: .releasing)
            return
        }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let failure = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Checkpointer>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, context)
        precondition(failure == 0, "cannot start the checkpointer's thread: error \(failure)")
        pthread_detach(thread)
    }

    /// Pages in the log when last seen.
    func logPages() -> Int32 { pages.load(ordering: .relaxed) }

    /// Tells the thread to end, without waiting for it.
    func letGo() { isStopped.store(true, ordering: .releasing) }

    /// Returns when the thread has let go of its connection's locks.
    func stop() {
        letGo()
        while !hasEnded.load(ordering: .acquiring) { usleep(1_000) }
    }

    private func work() {
        while !isStopped.load(ordering: .acquiring) {
            usleep(Self.pauseMicroseconds)
            checkpoint()
        }
        hasEnded.store(true, ordering: .releasing)
    }

    func checkpoint() {
        var log: Int32 = 0
        sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_PASSIVE, &log, nil)
        pages.store(log, ordering: .relaxed)
    }
}
