import Engine
package import PaymentCore
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualTime: TimeSource {
    private let instant: Mutex<Instant>

    package init(at start: Instant = Shop.opening) { instant = Mutex(start) }

    package func now() -> Instant { instant.withLock { $0 } }

    package func advance(by interval: Interval) { instant.withLock { $0 = $0 + interval } }

    package func set(to now: Instant) { instant.withLock { $0 = now } }
}
