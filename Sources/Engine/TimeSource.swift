import Glibc
package import PaymentCore

/// Where `now` comes from; everywhere else it is an argument.
package protocol TimeSource: Sendable {
    func now() -> Instant
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
