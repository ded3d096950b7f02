extension InstantSpelling {
    /// `Thu, 30 Mar 2023 08:38:32 GMT`, as HTTP dates are written; a part of a second is dropped. Source: RFC 9110 §5.6.7.
    package static func http(_ instantMilliseconds: Int64) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let instant = min(max(instantMilliseconds, milliseconds.lowerBound), milliseconds.upperBound)
        let day = instant / 86_400_000
        let date = CivilDate(daysSince1970: day)
        let clock = zuluSeconds(instant).dropFirst(11).dropLast()
        let number = (date.day < 10 ? "0" : "") + String(date.day)
        return "\(days[Int(day % 7)]), \(number) \(months[Int(date.month) - 1]) \(date.year) \(clock) GMT"
    }
}
