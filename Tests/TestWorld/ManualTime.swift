import Engine
package import PaymentCore
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualTime: TimeSource {
    private let instant: Mutex<Instant>
    private let elapsed = Mutex(Duration.zero)

    package init(at start: Instant = Shop.opening) { instant = Mutex(start) }

    package func now() -> Instant { instant.withLock { $0 } }

    package func advance(by interval: Interval) { instant.withLock { $0 = $0 + interval } }

    package func uptime() -> Duration { elapsed.withLock { $0 } }

    /// Time passes for whoever waits; the clock shows the same as before.
    package func pass(_ duration: Duration) { elapsed.withLock { $0 += duration } }

    package func set(to now: Instant) { instant.withLock { $0 = now } }
}
