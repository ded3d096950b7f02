import Synchronization

/// Spans that wait to be sent: bounded. What finds no room is dropped and counted, and nobody waits.
package final class SpanQueue: Sendable {
    private let waiting = Mutex<[FinishedSpan]>([])
    private let limit: Int
    private let droppedCount = Atomic<Int64>(0)

    package init(limit: Int = 4_096) { self.limit = limit }

    func add(_ span: FinishedSpan) {
        let isKept = waiting.withLock { waiting in
            guard waiting.count < limit else { return false }
            waiting.append(span)
            return true
        }
        if !isKept { dropped(1) }
    }

    /// The oldest ones, at most `count`.
    func take(_ count: Int) -> [FinishedSpan] {
        waiting.withLock { waiting in
            let taken = Array(waiting.prefix(count))
            waiting.removeFirst(taken.count)
            return taken
        }
    }

    func dropped(_ count: Int) { droppedCount.wrappingAdd(Int64(count), ordering: .relaxed) }

    /// Since the start.
    package var droppedSoFar: Int64 { droppedCount.load(ordering: .relaxed) }
}
