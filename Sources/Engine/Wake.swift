import Synchronization

/// Rouses whoever sleeps before its time. One sleeper at a time.
///
/// Not an `AsyncStream`: a stream ends for good when a task that waits for it is canceled, as each nap is.
final class Wake: Sendable {
    fileprivate struct State {
        /// Roused while nobody slept: the next nap ends before it begins.
        var isRoused = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Returns when roused, when `pause` is over, or when its task is canceled.
    func sleep(atMost pause: Duration, by time: any TimeSource) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                if (try? await time.sleep(for: pause)) != nil { self.rouse() }
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { sleeper in
                    if state.withLock({ $0.park(sleeper) }) { sleeper.resume() }
                }
            } onCancel: {
                rouse()
            }
            group.cancelAll()
        }
    }

    func rouse() { state.withLock { $0.rouse() }?.resume() }
}

extension Wake.State {
    /// True when the sleeper need not sleep after all.
    mutating func park(_ sleeper: CheckedContinuation<Void, Never>) -> Bool {
        guard !isRoused else {
            isRoused = false
            return true
        }
        self.sleeper = sleeper
        return false
    }

    mutating func rouse() -> CheckedContinuation<Void, Never>? {
        guard let sleeper = self.sleeper.take() else {
            isRoused = true
            return nil
        }
        return sleeper
    }
}
