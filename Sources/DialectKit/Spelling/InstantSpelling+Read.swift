extension InstantSpelling {
    /// Milliseconds since 1970 for an RFC 3339 date-time, or `nil` when it is not one or lies outside 1970…9999 in UTC.
    ///
    /// A fraction may have any number of digits; what is finer than a millisecond is dropped. The offset is required: `Z`,
    /// or `±HH:MM`. A 60th second is refused, because no instant of ours can hold it.
    package static func read(_ text: some StringProtocol) -> Int64? {
        var text = String(text)
        return text.withUTF8 { bytes in
            guard bytes.count >= 20,
                let year = bytes.decimal(0..<4), bytes[4] == .minus,
                let month = bytes.decimal(5..<7), bytes[7] == .minus,
                let day = bytes.decimal(8..<10), bytes[10] | 0x20 == UInt8(ascii: "t"),
                let hour = bytes.decimal(11..<13), hour < 24, bytes[13] == .colon,
                let minute = bytes.decimal(14..<16), minute < 60, bytes[16] == .colon,
                let second = bytes.decimal(17..<19), second < 60,
                let date = CivilDate(year: year, month: month, day: day)
            else { return nil }
            var place = 19
            guard let millisecond = fraction(in: bytes, from: &place),
                let offset = offsetMinutes(in: bytes, from: place)
            else { return nil }
            let minutes = (date.daysSince1970 * 24 + hour) * 60 + minute - offset
            let instant = (minutes * 60 + second) * 1000 + millisecond
            return milliseconds.contains(instant) ? instant : nil
        }
    }

    /// Milliseconds 0…999 of `.123`, or 0 where no fraction stands; `place` moves past it.
    private static func fraction(in bytes: UnsafeBufferPointer<UInt8>, from place: inout Int) -> Int64? {
        guard bytes[place] == .dot else { return 0 }
        place += 1
        let start = place
        var millisecond: Int64 = 0
        var worth: Int64 = 100
        while place < bytes.count, bytes[place].isDigit {
            millisecond += worth * Int64(bytes[place] - .zero)
            worth /= 10
            place += 1
        }
        return place > start ? millisecond : nil
    }

    /// Minutes east of UTC, -1439…1439; the offset must be the rest of the text.
    private static func offsetMinutes(in bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int64? {
        if bytes.count == place + 1, bytes[place] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard bytes.count == place + 6,
            bytes[place] == .plus || bytes[place] == .minus,
            let hours = bytes.decimal(place + 1..<place + 3), hours < 24, bytes[place + 3] == .colon,
            let minutes = bytes.decimal(place + 4..<place + 6), minutes < 60
        else { return nil }
        let offset = hours * 60 + minutes
        return bytes[place] == .minus ? -offset : offset
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The number that the digits at `places` spell, or `nil` when one of them is no digit.
    fileprivate func decimal(_ places: Range<Int>) -> Int64? {
        var value: Int64 = 0
        for place in places {
            guard self[place].isDigit else { return nil }
            value = value * 10 + Int64(self[place] - .zero)
        }
        return value
    }
}
