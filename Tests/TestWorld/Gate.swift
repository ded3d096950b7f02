import Dispatch
import Synchronization

/// Holds back a thread at a place a test names, until the test lets it through. Open at first.
package final class Gate: Sendable {
    private struct State {
        var isClosed = false
        var isHolding = false
        var observers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let permits = DispatchSemaphore(value: 0)

    package init() {}

    package func close() { state.withLock { $0.isClosed = true } }

    /// Lets through whoever waits, and everyone after.
    package func open() {
        let wasHolding = state.withLock { state in
            state.isClosed = false
            defer { state.isHolding = false }
            return state.isHolding
        }
        if wasHolding { permits.signal() }
    }

    /// Returns once a thread is held back here.
    package func isReached() async {
        await withCheckedContinuation { observer in
            let isHolding = state.withLock { state in
                if !state.isHolding { state.observers.append(observer) }
                return state.isHolding
            }
            if isHolding { observer.resume() }
        }
    }

    /// Blocks the calling thread while the gate is closed. One thread at a time.
    func pass() {
        let (isClosed, observers) = state.withLock { state in
            guard state.isClosed else { return (false, [CheckedContinuation<Void, Never>]()) }
            state.isHolding = true
            defer { state.observers = [] }
            return (true, state.observers)
        }
        for observer in observers { observer.resume() }
        if isClosed { permits.wait() }
    }
}
