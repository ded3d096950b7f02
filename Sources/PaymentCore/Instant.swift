/// A moment. Unit: milliseconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
    package static func + (left: Self, right: Interval) -> Self {
        Instant(milliseconds: left.milliseconds + right.milliseconds)
    }
    package static func - (left: Self, right: Interval) -> Self {
        Instant(milliseconds: left.milliseconds - right.milliseconds)
    }
}

/// A length of time. Unit: milliseconds.
package struct Interval: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    package static let zero = Interval(milliseconds: 0)
    package static func seconds(_ count: Int64) -> Interval { Interval(milliseconds: count * 1_000) }
    package static func minutes(_ count: Int64) -> Interval { .seconds(count * 60) }
    package static func hours(_ count: Int64) -> Interval { .minutes(count * 60) }
    package static func days(_ count: Int64) -> Interval { .hours(count * 24) }
}
