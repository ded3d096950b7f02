import Glibc

/// Time since some moment, never going back. Unit: nanoseconds.
func nanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// Seconds from `start` until now.
func seconds(since start: UInt64) -> Double { Double(nanoseconds() - start) / 1e9 }
