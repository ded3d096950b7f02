import Engine
import Glibc
import HeapModule
import TestWorld

/// All that can happen next, in virtual time, and a seed that chooses among it: one thing at a time, on one thread.
///
/// `@unchecked Sendable`: everything of a simulation runs on the thread that drives this scheduler.
final class Scheduler: @unchecked Sendable {
    /// Since the beginning. Unit: milliseconds of virtual time.
    private(set) var now: Int64 = 0
    /// A digest of every choice so far: two runs of one seed have the same.
    private(set) var trace: UInt64 = 0
    private let thread = pthread_self()
    /// Whether something has happened that the world must see to first: nothing more is run until then.
    var isInterrupted: () -> Bool = { false }
    private var seed: Seed
    private var ready: [Ready] = []
    private var later = Heap<Alarm>()
    private var alarms = 0

    fileprivate enum Ready {
        case job(UnownedJob, Lane, isWriter: Bool)
        case action(() -> Void)
    }

    private struct Alarm: Comparable {
        let due: Int64
        let number: Int
        let action: () -> Void

        static func < (left: Self, right: Self) -> Bool { (left.due, left.number) < (right.due, right.number) }
        static func == (left: Self, right: Self) -> Bool { left.number == right.number }
    }

    init(seed: Seed) { self.seed = seed }

    /// Does `action` in so many milliseconds.
    func after(_ milliseconds: Int64, _ action: @escaping () -> Void) {
        alarms += 1
        later.insert(Alarm(due: now + max(0, milliseconds), number: alarms, action: action))
    }

    fileprivate func add(_ job: UnownedJob, to lane: Lane, isWriter: Bool) {
        precondition(pthread_equal(thread, pthread_self()) != 0, "a task has left the simulation's thread")
        ready.append(.job(job, lane, isWriter: isWriter))
    }

    /// Runs at most so many steps of what can happen at this very instant.
    func run(steps: Int) {
        for _ in 0..<steps where isInterrupted() || !step() { return }
    }

    /// Runs everything up to an instant; time stands there afterwards.
    func run(until end: Int64) {
        while true {
            while !isInterrupted(), step() {}
            guard !isInterrupted(), let next = later.min, next.due <= end else { break }
            now = max(now, next.due)
            moveDue()
        }
        if !isInterrupted() { now = max(now, end) }
    }

    /// What a process that is gone had left to do ends without anyone hearing of it. False when it does not end.
    func drain(_ lane: Lane) -> Bool {
        for _ in 0..<1_000_000 {
            guard let index = ready.firstIndex(where: { $0.lane === lane }) else { return true }
            perform(ready.remove(at: index))
        }
        return false
    }

    /// One thing that can happen now, of the seed's choice. False when there is none.
    private func step() -> Bool {
        moveDue()
        guard !ready.isEmpty else { return false }
        let index = ready.count == 1 ? 0 : seed.number(in: 0...ready.count - 1)
        trace = (trace ^ UInt64(truncatingIfNeeded: index + ready.count << 8)) &* 0x0000_0100_0000_01B3
        ready.swapAt(index, ready.count - 1)
        perform(ready.removeLast())
        return true
    }

    private func moveDue() {
        while let next = later.min, next.due <= now {
            later.removeMin()
            ready.append(.action(next.action))
        }
    }

    private func perform(_ next: Ready) {
        switch next {
        case .action(let action): action()
        case .job(let job, let lane, let isWriter): lane.run(job, asWriter: isWriter)
        }
    }
}

extension Scheduler.Ready {
    fileprivate var lane: Lane? { if case .job(_, let lane, _) = self { lane } else { nil } }
}

/// Where all tasks of one simulated process run, the writer's among them.
final class Lane: TaskExecutor {
    private let scheduler: Scheduler
    let writer: WriterLane

    init(_ scheduler: Scheduler) {
        self.scheduler = scheduler
        writer = WriterLane()
        writer.serve(scheduler, self)
    }

    func enqueue(_ job: consuming ExecutorJob) { scheduler.add(UnownedJob(job), to: self, isWriter: false) }

    fileprivate func run(_ job: UnownedJob, asWriter: Bool) {
        if asWriter {
            job.runSynchronously(
                isolatedTo: writer.asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        } else {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

/// The writer's place in a simulated process.
///
/// `@unchecked Sendable`: set up once by its lane, and used on the simulation's one thread.
final class WriterLane: WriterExecutor, @unchecked Sendable {
    private var scheduler: Scheduler?
    private unowned var lane: Lane?

    fileprivate func serve(_ scheduler: Scheduler, _ lane: Lane) {
        self.scheduler = scheduler
        self.lane = lane
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let (scheduler, lane) = place
        scheduler.add(UnownedJob(job), to: lane, isWriter: true)
    }

    /// As every task's here.
    var preference: any TaskExecutor { place.lane }

    private var place: (scheduler: Scheduler, lane: Lane) {
        guard let scheduler, let lane else { preconditionFailure("a lane makes its own writer") }
        return (scheduler, lane)
    }

    func stop() {}
}
