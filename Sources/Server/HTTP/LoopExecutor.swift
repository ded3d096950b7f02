import NIOCore
import Synchronization

/// What a thread that reads and writes does beside that: tasks of its connections that go on, and requests that begin. From request
/// to answer nothing changes threads, but for the wait for the writer.
///
/// All of it in short turns. Between two of them the thread looks up: it lets connections in, reads, and sends. A thread that did
/// everything it has first would, under more load than it can carry, leave the others for half a minute, and nobody could tell for
/// how long they have waited.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop
    private let jobs = Mutex(Jobs())
    private let requests: NIOLoopBound<RequestQueue>

    /// How long until the thread looks up.
    private static let turn = TimeAmount.milliseconds(5)
    /// Between two turns. The thread looks up in between, however short it is.
    private static let look = TimeAmount.microseconds(50)

    private struct Jobs {
        var waiting = CircularBuffer<UnownedJob>()
        /// A turn will come.
        var isPlanned = false

        /// True for whoever has to see to it that the turn comes.
        mutating func plan() -> Bool {
            defer { isPlanned = true }
            return !isPlanned
        }

        /// Whether another turn is to come after this one.
        mutating func goOn(isNobodyWaiting: Bool) -> Bool {
            isPlanned = !waiting.isEmpty || !isNobodyWaiting
            return isPlanned
        }
    }

    /// On the thread itself.
    init(_ loop: any EventLoop) {
        self.loop = loop
        requests = NIOLoopBound(RequestQueue(), eventLoop: loop)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = jobs.withLock { jobs in
            jobs.waiting.append(job)
            return jobs.plan()
        }
        if isFirst { loop.execute { self.takeTurn() } }
    }

    /// Begins a request, at once or in its turn. False when it is to be refused instead: too many wait. On the thread itself.
    func begin(_ request: RequestQueue.Request) -> Bool {
        let queue = requests.value
        if queue.isEmpty, hasTime(queue) {
            request.begin()
            return true
        }
        guard queue.add(request) else { return false }
        if jobs.withLock({ $0.plan() }) { takeTurnLater() }
        return true
    }

    private func hasTime(_ queue: RequestQueue) -> Bool {
        let now = NIODeadline.now()
        if let end = queue.lookUp { return now < end }
        queue.lookUp = now + Self.turn
        // Comes after everything that was read when the thread looked up last.
        loop.execute { self.requests.value.lookUp = nil }
        return true
    }

    /// What was begun goes on first.
    private func takeTurn() {
        var now = NIODeadline.now()
        let end = now + Self.turn
        while now < end, let job = jobs.withLock({ $0.waiting.popFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
            now = .now()
        }
        let queue = requests.value
        queue.begin(until: end)
        if jobs.withLock({ $0.goOn(isNobodyWaiting: queue.isEmpty) }) { takeTurnLater() }
    }

    private func takeTurnLater() { loop.scheduleTask(in: Self.look) { self.takeTurn() } }
}

/// One for each thread that reads and writes.
final class LoopExecutors: Sendable {
    private let executors = Mutex<[ObjectIdentifier: LoopExecutor]>([:])

    /// On the thread itself.
    func executor(on loop: any EventLoop) -> LoopExecutor {
        executors.withLock { executors in
            if let known = executors[ObjectIdentifier(loop)] { return known }
            let new = LoopExecutor(loop)
            executors[ObjectIdentifier(loop)] = new
            return new
        }
    }
}
