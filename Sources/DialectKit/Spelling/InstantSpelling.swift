/// Instants as RFC 3339 text, always in UTC.
///
/// An instant is milliseconds since 1970-01-01T00:00:00Z. One outside 1970…9999 is spelled as the nearest end of that
/// range: a reply never traps over a date.
package enum InstantSpelling {
    /// 1970-01-01T00:00:00.000Z…9999-12-31T23:59:59.999Z.
    package static let milliseconds: ClosedRange<Int64> = 0...253_402_300_799_999

    /// `2026-08-22T12:56:30+00:00`; a part of a second is dropped.
    package static func offsetSeconds(_ instantMilliseconds: Int64) -> String {
        spell(instantMilliseconds, length: 25) { text, _ in
            text[19] = .plus
            text.write(0, at: 20..<22)
            text[22] = .colon
            text.write(0, at: 23..<25)
        }
    }

    /// `2026-08-22T12:56:30.123Z`.
    package static func zuluMilliseconds(_ instantMilliseconds: Int64) -> String {
        spell(instantMilliseconds, length: 24) { text, millisecond in
            text[19] = .dot
            text.write(millisecond, at: 20..<23)
            text[23] = UInt8(ascii: "Z")
        }
    }

    /// `2026-08-22T12:56:30Z`; a part of a second is dropped.
    package static func zuluSeconds(_ instantMilliseconds: Int64) -> String {
        spell(instantMilliseconds, length: 20) { text, _ in text[19] = UInt8(ascii: "Z") }
    }

    /// Writes `2026-08-22T12:56:30` and lets `ending` write the rest from place 19; it is given the millisecond, 0…999.
    private static func spell(
        _ instantMilliseconds: Int64, length: Int, ending: (UnsafeMutableBufferPointer<UInt8>, Int64) -> Void
    ) -> String {
        let instant = min(max(instantMilliseconds, milliseconds.lowerBound), milliseconds.upperBound)
        let date = CivilDate(daysSince1970: instant / 86_400_000)
        let second = instant / 1000 % 86_400
        return String(unsafeUninitializedCapacity: length) { text in
            text.write(date.year, at: 0..<4)
            text[4] = .minus
            text.write(date.month, at: 5..<7)
            text[7] = .minus
            text.write(date.day, at: 8..<10)
            text[10] = UInt8(ascii: "T")
            text.write(second / 3600, at: 11..<13)
            text[13] = .colon
            text.write(second / 60 % 60, at: 14..<16)
            text[16] = .colon
            text.write(second % 60, at: 17..<19)
            ending(text, instant % 1000)
            return length
        }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes `value` in decimal, filling `places` with zeros on the left.
    fileprivate func write(_ value: Int64, at places: Range<Int>) {
        var rest = value
        for place in places.reversed() {
            self[place] = .zero + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}
