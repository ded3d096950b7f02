import Glibc
import NIOCore

/// Threads that may wait: an executor for tasks that ask a database on another machine. The runtime's own threads are as few
/// as there are processors, and everything stands still when they wait.
///
/// `@unchecked Sendable`: the queue is touched only with `mutex` held; the pointers are set once and live as long as the
/// process.
final class WaitingThreads: TaskExecutor, @unchecked Sendable {
    static let shared = WaitingThreads(count: 32)
    /// The same threads for what is new: it begins when nothing that was begun wants to go on, so that what has waited has waited
    /// before it began, and may be refused.
    static let newcomers = Newcomers()

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs = CircularBuffer<UnownedJob>()
    private var fresh = CircularBuffer<UnownedJob>()

    private init(count: Int) {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        for _ in 0..<count {
            var thread = pthread_t()
            let failure = pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<WaitingThreads>.fromOpaque(context).takeRetainedValue().work()
                    return nil
                }, Unmanaged.passRetained(self).toOpaque())
            precondition(failure == 0, "cannot start a thread: error \(failure)")
            pthread_detach(thread)
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        add { $0.jobs.append(job) }
    }

    fileprivate func enqueue(fresh job: UnownedJob) { add { $0.fresh.append(job) } }

    private func add(_ job: (WaitingThreads) -> Void) {
        pthread_mutex_lock(mutex)
        job(self)
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    private func work() {
        while true {
            switch take() {
            case (let job, isFresh: false): job.runSynchronously(on: asUnownedTaskExecutor())
            case (let job, isFresh: true): job.runSynchronously(on: Self.newcomers.asUnownedTaskExecutor())
            }
        }
    }

    private func take() -> (UnownedJob, isFresh: Bool) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let job = jobs.popFirst() { return (job, false) }
            if let job = fresh.popFirst() { return (job, true) }
            pthread_cond_wait(condition, mutex)
        }
    }

    final class Newcomers: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) { WaitingThreads.shared.enqueue(fresh: UnownedJob(job)) }
    }
}
