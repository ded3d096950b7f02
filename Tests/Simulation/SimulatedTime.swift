import Engine
import PaymentCore
import TestWorld

/// The machine's clock of one process, which somebody sets now and then, and waiting in virtual time, which nobody sets.
///
/// `@unchecked Sendable`: used on the simulation's one thread.
final class SimulatedTime: TimeSource, @unchecked Sendable {
    private let scheduler: Scheduler
    private let wall: WallClock
    /// The latest instant that anyone of this process was told.
    private(set) var latest = Instant(milliseconds: 0)

    init(_ scheduler: Scheduler, _ wall: WallClock) {
        self.scheduler = scheduler
        self.wall = wall
    }

    func now() -> Instant {
        let now = wall.now
        latest = max(latest, now)
        return now
    }

    func uptime() -> Duration { .milliseconds(scheduler.now) }

    func sleep(for pause: Duration) async throws {
        let sleeper = Sleeper()
        let (seconds, attoseconds) = pause.components
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard sleeper.begin(continuation) else { return }
                scheduler.after(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000) {
                    sleeper.wake()
                }
            }
        } onCancel: {
            sleeper.wake()
        }
        try Task.checkCancellation()
    }
}

/// What the machine's clock shows: virtual time, and how far somebody has set it ahead.
final class WallClock {
    private let scheduler: Scheduler
    /// Unit: milliseconds.
    private(set) var ahead: Int64 = 0
    /// How often it was set back.
    private(set) var stepsBack = 0

    init(_ scheduler: Scheduler) { self.scheduler = scheduler }

    func set(by milliseconds: Int64) {
        ahead += milliseconds
        if milliseconds < 0 { stepsBack += 1 }
    }

    var now: Instant { Instant(milliseconds: Shop.opening.milliseconds + scheduler.now + ahead) }
}

/// Somebody who sleeps, woken once.
///
/// `@unchecked Sendable`: used on the simulation's one thread.
private final class Sleeper: @unchecked Sendable {
    private var continuation: CheckedContinuation<Void, Never>?
    private var isAwake = false

    /// False when it was woken before it slept.
    func begin(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        guard !isAwake else {
            continuation.resume()
            return false
        }
        self.continuation = continuation
        return true
    }

    func wake() {
        isAwake = true
        continuation?.resume()
        continuation = nil
    }
}
