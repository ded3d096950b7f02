import DialectKit
import Testing

@Suite("Instants as text")
struct InstantSpellingTests {
    /// Milliseconds as Python's `datetime` counts them.
    static let known: [(String, Int64)] = [
        ("1970-01-01T00:00:00", 0), ("1970-12-31T23:59:59", 31_535_999_000),
        ("1972-02-29T12:00:00", 68_212_800_000),
        ("2000-02-29T00:00:00", 951_782_400_000), ("2000-03-01T00:00:00", 951_868_800_000),
        ("2026-08-22T12:56:30", 1_787_403_390_000),
        ("2038-01-19T03:14:08", 2_147_483_648_000), ("2100-02-28T23:59:59", 4_107_542_399_000),
        ("2100-03-01T00:00:00", 4_107_542_400_000),
        ("2400-02-29T01:02:03", 13_574_566_923_000), ("9999-12-31T23:59:59", 253_402_300_799_000),
    ]

    @Test("known instants have their known spelling in all three forms", arguments: known)
    func spelled(_ text: String, _ instant: Int64) {
        #expect(InstantSpelling.offsetSeconds(instant + 999) == "\(text)+00:00")
        #expect(InstantSpelling.zuluSeconds(instant + 999) == "\(text)Z")
        #expect(InstantSpelling.zuluMilliseconds(instant + 7) == "\(text).007Z")
        #expect(InstantSpelling.zuluMilliseconds(instant + 123) == "\(text).123Z")
    }

    @Test("known instants are read in every form", arguments: known)
    func read(_ text: String, _ instant: Int64) {
        #expect(InstantSpelling.read("\(text)Z") == instant)
        #expect(InstantSpelling.read("\(text)+00:00") == instant)
        #expect(InstantSpelling.read("\(text)-00:00") == instant)
        #expect(InstantSpelling.read("\(text).5z".lowercased()) == instant + 500)
        #expect(InstantSpelling.read("\(text).123456789Z") == instant + 123)
        #expect(InstantSpelling.read("\(text).9999+00:00") == instant + 999)
    }

    @Test(
        "an offset is taken off",
        arguments: [
            ("1970-01-01T01:00:00+01:00", 0), ("1970-01-01T00:00:00-05:30", 19_800_000),
            ("2026-08-22T14:56:30.25+02:00", 1_787_403_390_250),
            ("2026-08-23T12:55:30+23:59", 1_787_403_390_000), ("1970-01-01T00:00:00.0-00:01", 60_000),
        ] as [(String, Int64)])
    func offsets(_ text: String, _ instant: Int64) {
        #expect(InstantSpelling.read(text) == instant)
    }

    @Test(
        "what is no instant from 1970 to 9999 is not read",
        arguments: [
            "", "2026-08-22", "2026-08-22T12:56:30", "2026-08-22T12:56Z", "2026-08-22 12:56:30Z",
            "2026-8-22T12:56:30Z", "20260822T125630Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2026-08-22T24:00:00Z",
            "2026-08-22T12:60:00Z",
            "2016-12-31T23:59:60Z", "2026-08-22T12:56:30.Z", "2026-08-22T12:56:30,5Z", "2026-08-22T12:56:30.5",
            "2026-08-22T12:56:30.5ZZ",
            "2026-08-22T12:56:30+0000", "2026-08-22T12:56:30+00", "2026-08-22T12:56:30+24:00",
            "2026-08-22T12:56:30+00:60",
            "2026-08-22T12:56:30 00:00", "2026-08-22T12:56:30Z ", " 2026-08-22T12:56:30Z", "+026-08-22T12:56:30Z",
            "2026-08-22T12:56:-1Z",
            "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00Z", "2026-08-22T12:56:3éZ",
        ])
    func refused(_ text: String) {
        #expect(InstantSpelling.read(text) == nil)
    }

    @Test("every truncation of an instant is refused")
    func truncations() {
        for text in ["2026-08-22T12:56:30.123Z", "2026-08-22T12:56:30+02:00"] {
            #expect(InstantSpelling.read(text) != nil)
            for length in 0..<text.count {
                #expect(InstantSpelling.read(text.prefix(length)) == nil, "\(text.prefix(length))")
            }
        }
    }

    @Test("an instant outside 1970 to 9999 is spelled as the nearest end")
    func clamped() {
        #expect(
            [-1, .min].map(InstantSpelling.zuluMilliseconds) == [
                "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z",
            ])
        let end = InstantSpelling.milliseconds.upperBound
        #expect(
            [end, end + 1, .max].map(InstantSpelling.offsetSeconds)
                == Array(repeating: "9999-12-31T23:59:59+00:00", count: 3))
    }

    @Test("the first and last day of every month from 1970 to 9999 agree with a calendar counted day by day")
    func calendar() {
        var day: Int64 = 0
        for year in 1970...9999 {
            let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for (number, date) in [(1, day), (length, day + Int64(length) - 1)] {
                    let text =
                        "\(year)-\(month < 9 ? "0" : "")\(month + 1)-\(number < 10 ? "0" : "")\(number)T00:00:00Z"
                    if InstantSpelling.zuluSeconds(date * 86_400_000) != text
                        || InstantSpelling.read(text) != date * 86_400_000
                    {
                        Issue.record("\(text) is day \(date)")
                        return
                    }
                }
                day += Int64(length)
            }
        }
        #expect(day * 86_400_000 - 1 == InstantSpelling.milliseconds.upperBound)
    }

    @Test("every instant survives a round trip", arguments: [1, 2] as [UInt64])
    func roundTrips(_ seed: UInt64) {
        var random = SeededBytes(seed: seed)
        for _ in 0..<2_000 {
            let instant = Int64.random(in: InstantSpelling.milliseconds, using: &random)
            #expect(InstantSpelling.read(InstantSpelling.zuluMilliseconds(instant)) == instant, "seed \(seed)")
        }
    }
}
