import Glibc
package import PaymentCore

/// Where `now` comes from, and who waits; everywhere else it is an argument.
package protocol TimeSource: Sendable {
    func now() -> Instant

    /// Returns after that long, by a clock that nobody sets; throws when the task is canceled.
    func sleep(for pause: Duration) async throws

    /// How long this has gone on, by a clock that nobody sets.
    func uptime() -> Duration
}

extension TimeSource {
    package func sleep(for pause: Duration) async throws { try await Task.sleep(for: pause) }

    package func uptime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// The machine's clock.
package struct SystemTime: TimeSource {
    package init() {}

    package func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
