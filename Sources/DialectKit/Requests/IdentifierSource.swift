package import PaymentCore
import Synchronization

/// New identifiers: 48 bits of milliseconds, 16 bits counted within one, 64 random bits. Later ones compare greater.
package final class IdentifierSource: Sendable {
    private struct State {
        var milliseconds: UInt64 = 0
        var counter: UInt64 = 0
        var random = SystemRandomNumberGenerator()
    }

    private let state = Mutex(State())
    /// Real time, in which tokens and sessions live.
    package let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) { self.now = now }

    package func next<Kind>() -> Identifier<Kind> {
        let milliseconds = UInt64(max(now().milliseconds, 0))
        return state.withLock { state in
            if milliseconds > state.milliseconds {
                state.milliseconds = milliseconds
                state.counter = 0
            } else {
                state.counter += 1
                // 65 536 in one millisecond: borrow from the next.
                if state.counter > 0xFFFF {
                    state.milliseconds += 1
                    state.counter = 0
                }
            }
            return Identifier(high: state.milliseconds << 16 | state.counter, low: state.random.next())
        }
    }
}
