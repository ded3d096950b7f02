import DequeModule
import PaymentCore
import Synchronization

/// The one door to the writer: bounded in number and in time, first come first served. What could not be begun soon is told so
/// at once, it never queues without bound; a closed inbox drains.
package final class Inbox: Sendable {
    package struct Item: Sendable {
        let work: Work
        let mark: TraceMark?
        let waiter: CheckedContinuation<WorkReply, Never>
        /// When it came.
        var since = Duration.zero
    }

    private let state: Mutex<InboxState>
    private let uptime: @Sendable () -> Duration

    /// `capacity`: items that may wait, 4 096 unless said otherwise. `uptime` is a clock that nobody sets.
    package init(capacity: Int = 4_096, uptime: @escaping @Sendable () -> Duration = SystemTime().uptime) {
        state = Mutex(InboxState(capacity: capacity))
        self.uptime = uptime
    }

    /// Waits until the writer has answered, or answers at once when full or closed.
    package func submit(_ work: Work, mark: TraceMark? = nil) async -> WorkReply {
        let now = uptime()
        return await withCheckedContinuation { waiter in
            let item = Item(work: work, mark: mark, waiter: waiter, since: now)
            switch state.withLock({ $0.add(item, at: now) }) {
            case .queued: break
            case .wake(let writer): writer.resume()
            case .refuse(let reason): waiter.resume(returning: .reply(.unavailable(reason)))
            }
        }
    }

    /// Everything that waits, up to `limit`; suspends while there is nothing. Nil once closed and empty. What is to be alone
    /// in its batch is. Whoever has waited too long is told so.
    package func nextBatch(limit: Int) async -> [Item]? {
        while true {
            let now = uptime()
            switch state.withLock({ $0.take(limit: limit, at: now) }) {
            case .batch(let items, let late):
                for item in late { item.waiter.resume(returning: .reply(.unavailable(.overloaded))) }
                if !items.isEmpty { return items }
            case .finished: return nil
            case .wait:
                await withCheckedContinuation { writer in
                    if state.withLock({ $0.park(writer) }) { writer.resume() }
                }
            }
        }
    }

    /// Nothing more is taken; what waits is still handed out.
    package func close() { state.withLock { $0.close() }?.resume() }

    package var depth: Int { state.withLock { $0.depth } }
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Whether what comes now and has waited so long already would be refused.
    package func isOverloaded(after waited: Duration) -> Bool {
        let now = uptime()
        return state.withLock { $0.isOverloaded(after: waited, at: now) }
    }
}

/// What the inbox does with each input; the lock and the resuming are the inbox's.
struct InboxState: ~Copyable {
    private let capacity: Int
    private var items: Deque<Inbox.Item> = []
    private var pace = Pace()
    private(set) var isClosed = false
    /// The writer, while it waits for work.
    private var writer: CheckedContinuation<Void, Never>?

    /// Who would have to wait longer, as things go, is refused at once. Longer than a pause of the disk.
    static let expectedWait = Duration.seconds(2)
    /// Who has waited longer is refused after all: as long again as was expected, for what nobody could expect.
    static let longestWait = Duration.seconds(4)

    init(capacity: Int) { self.capacity = capacity }

    var depth: Int { items.count }

    enum Adding {
        case queued
        case wake(CheckedContinuation<Void, Never>)
        case refuse(Unavailable)
    }

    enum Taking {
        /// What is to be done, and what has waited too long.
        case batch([Inbox.Item], late: [Inbox.Item])
        case wait
        case finished
    }

    mutating func add(_ item: Inbox.Item, at now: Duration) -> Adding {
        guard !isClosed else { return .refuse(.closing) }
        guard items.count < capacity, !item.work.canComeAgain || !isOverloaded(after: .zero, at: now) else {
            return .refuse(.overloaded)
        }
        items.append(item)
        guard let writer = self.writer.take() else { return .queued }
        return .wake(writer)
    }

    func isOverloaded(after waited: Duration, at now: Duration) -> Bool {
        let oldest = items.first.map { now - $0.since } ?? .zero
        return max(oldest, waited + pace.time(for: items.count)) > Self.expectedWait
    }

    mutating func take(limit: Int, at now: Duration) -> Taking {
        guard !items.isEmpty else {
            pace.rests()
            return isClosed ? .finished : .wait
        }
        var batch: [Inbox.Item] = []
        var late: [Inbox.Item] = []
        while batch.count < limit, let next = items.first {
            if next.work.isAlone, !batch.isEmpty { break }
            items.removeFirst()
            guard now - next.since <= Self.longestWait || !next.work.canComeAgain else {
                late.append(next)
                continue
            }
            batch.append(next)
            if next.work.isAlone { break }
        }
        pace.begins(batch.count, isFull: batch.count == limit, at: now)
        return .batch(batch, late: late)
    }

    /// True when the writer need not wait after all.
    mutating func park(_ writer: CheckedContinuation<Void, Never>) -> Bool {
        guard items.isEmpty, !isClosed else { return true }
        self.writer = writer
        return false
    }

    mutating func close() -> CheckedContinuation<Void, Never>? {
        isClosed = true
        return writer.take()
    }
}
