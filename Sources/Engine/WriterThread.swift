import Glibc

/// Where the writer's work is done, one job after the other.
package protocol WriterExecutor: SerialExecutor {
    /// Where the writer's task goes on after a wait. Without one it would be a thread of the runtime's, only to change over
    /// to the writer's: two threads to wake for a batch.
    var preference: any TaskExecutor { get }

    /// Once its work is done. No job may be enqueued afterwards.
    func stop()
}

/// A thread of its own for the writer, as an executor: storage blocks, and must not block the threads that serve
/// requests.
///
/// `@unchecked Sendable`: the queue is touched only with `mutex` held; the pointers are set once and freed by the last
/// owner, after the thread has ended.
package final class WriterThread: WriterExecutor, TaskExecutor, @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isIdle = false
    private var isStopped = false

    package init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let failure = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<WriterThread>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, context)
        precondition(failure == 0, "cannot start the writer's thread: error \(failure)")
        pthread_detach(thread)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(condition)
        mutex.deallocate()
        condition.deallocate()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        precondition(!isStopped, "work for a writer that has ended")
        jobs.append(job)
        let wakes = isIdle
        pthread_mutex_unlock(mutex)
        if wakes { pthread_cond_signal(condition) }
    }

    package var preference: any TaskExecutor { self }

    /// Ends the thread once its work is done. No job may be enqueued afterwards.
    package func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(condition)
    }

    private func work() {
        while let batch = nextJobs() {
            for job in batch {
                job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
    }

    private func nextJobs() -> [UnownedJob]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty {
            if isStopped { return nil }
            isIdle = true
            pthread_cond_wait(condition, mutex)
            isIdle = false
        }
        defer { jobs.removeAll(keepingCapacity: true) }
        return jobs
    }
}
