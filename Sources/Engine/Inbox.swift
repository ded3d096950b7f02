import DequeModule
import PaymentCore
import Synchronization

/// The one door to the writer: bounded, first come first served. A full inbox answers at once, it never queues without
/// bound; a closed one drains.
package final class Inbox: Sendable {
    package struct Item: Sendable {
        let work: Work
        let mark: TraceMark?
        let waiter: CheckedContinuation<WorkReply, Never>
    }

    private let state: Mutex<InboxState>

    /// `capacity`: items that may wait, 4 096 unless said otherwise.
    package init(capacity: Int = 4_096) { state = Mutex(InboxState(capacity: capacity)) }

    /// Waits until the writer has answered, or answers at once when full or closed.
    package func submit(_ work: Work, mark: TraceMark? = nil) async -> WorkReply {
        await withCheckedContinuation { waiter in
            switch state.withLock({ $0.add(Item(work: work, mark: mark, waiter: waiter)) }) {
            case .queued: break
            case .wake(let writer): writer.resume()
            case .refuse(let reason): waiter.resume(returning: .reply(.unavailable(reason)))
            }
        }
    }

    /// Everything that waits, up to `limit`; suspends while there is nothing. Nil once closed and empty. What is to be alone
    /// in its batch is.
    package func nextBatch(limit: Int) async -> [Item]? {
        while true {
            switch state.withLock({ $0.take(limit: limit) }) {
            case .batch(let items): return items
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
}

/// What the inbox does with each input; the lock and the resuming are the inbox's.
struct InboxState: ~Copyable {
    private let capacity: Int
    private var items: Deque<Inbox.Item> = []
    private(set) var isClosed = false
    /// The writer, while it waits for work.
    private var writer: CheckedContinuation<Void, Never>?

    init(capacity: Int) { self.capacity = capacity }

    var depth: Int { items.count }

    enum Adding {
        case queued
        case wake(CheckedContinuation<Void, Never>)
        case refuse(Unavailable)
    }

    enum Taking {
        case batch([Inbox.Item])
        case wait
        case finished
    }

    mutating func add(_ item: Inbox.Item) -> Adding {
        guard !isClosed else { return .refuse(.closing) }
        guard items.count < capacity else { return .refuse(.overloaded) }
        items.append(item)
        guard let writer = self.writer.take() else { return .queued }
        return .wake(writer)
    }

    mutating func take(limit: Int) -> Taking {
        guard !items.isEmpty else { return isClosed ? .finished : .wait }
        let alone = items.prefix(limit).firstIndex { $0.work.isAlone }
        let batch = Array(items.prefix(min(limit, alone.map { max($0, 1) } ?? items.count)))
        items.removeFirst(batch.count)
        return .batch(batch)
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
