package import PaymentCore

/// A day of the calendar, as it stands on an invoice.
package struct CalendarDay: Hashable, Comparable, Sendable {
    package let daysSince1970: Int64

    package init(daysSince1970: Int64) { self.daysSince1970 = daysSince1970 }

    /// The day that an instant falls on where the seller is: Central European Time, or Eastern where `isEastern`, with
    /// summer time between the last Sundays of March and October, at 01:00 UTC.
    package init(of instant: Instant, isEastern: Bool) {
        let hour: Int64 = 3_600_000
        let utc = CalendarDay(daysSince1970: instant.milliseconds / (24 * hour))
        let year = utc.parts.year
        let begin = Self.lastSunday(of: 3, year).daysSince1970 * 24 * hour + hour
        let end = Self.lastSunday(of: 10, year).daysSince1970 * 24 * hour + hour
        let summer: Int64 = (begin..<end).contains(instant.milliseconds) ? 1 : 0
        let local = instant.milliseconds + ((isEastern ? 2 : 1) + summer) * hour
        self.init(daysSince1970: local / (24 * hour))
    }

    package init(year: Int64, month: Int64, day: Int64) {
        // Years count from March, so that the leap day comes last (Howard Hinnant, "chrono-Compatible Low-Level Date
        // Algorithms").
        let fromMarch = month <= 2 ? year - 1 : year
        let era = fromMarch / 400
        let yearOfEra = fromMarch % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
    }

    package static func + (day: Self, count: Int64) -> Self { Self(daysSince1970: day.daysSince1970 + count) }
    package static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// `2026-11-20`.
    package var iso: String {
        let (year, month, day) = parts
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    private var parts: (year: Int64, month: Int64, day: Int64) {
        let days = daysSince1970 + 719_468
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (
            days / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1
        )
    }

    /// Of a month with 31 days.
    private static func lastSunday(of month: Int64, _ year: Int64) -> CalendarDay {
        let last = CalendarDay(year: year, month: month, day: 31)
        // 1970-01-04 was a Sunday.
        return last + -((last.daysSince1970 - 3) % 7)
    }
}

extension CalendarDay: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.signed(daysSince1970) }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) { daysSince1970 = try reader.signed() }
}
