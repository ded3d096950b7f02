import DialectKit
import Testing

@Suite("Durations as text")
struct DurationSpellingTests {
    @Test(
        "durations are read and written",
        arguments: [
            ("PT0S", 0), ("PT0.001S", 1), ("PT0.05S", 50), ("PT0.5S", 500), ("PT2S", 2_000), ("PT59.999S", 59_999),
            ("PT1M", 60_000),
            ("PT1M0.5S", 60_500), ("PT1H", 3_600_000), ("PT1H1S", 3_601_000), ("P1D", 86_400_000),
            ("P1DT12H", 129_600_000),
            ("P7D", 604_800_000), ("P29DT23H59M59S", 2_591_999_000), ("P106751991167DT7H12M55.807S", .max),
        ] as [(String, Int64)])
    func both(_ text: String, _ milliseconds: Int64) {
        #expect(DurationSpelling.read(text) == milliseconds)
        #expect(DurationSpelling.write(milliseconds) == text)
    }

    @Test(
        "other spellings of a length are read",
        arguments: [
            ("P1W", 604_800_000), ("P1W1DT1S", 691_201_000), ("P0D", 0), ("PT36H", 129_600_000),
            ("PT90M", 5_400_000), ("PT0,25S", 250),
            ("PT1.0S", 1_000), ("PT0.1239S", 123), ("P007D", 604_800_000), ("P0DT0H0M1S", 1_000),
        ] as [(String, Int64)])
    func read(_ text: String, _ milliseconds: Int64) {
        #expect(DurationSpelling.read(text) == milliseconds)
    }

    @Test(
        "what is no duration of fixed length is not read",
        arguments: [
            "", "P", "PT", "P1DT", "T1S", "1D", "P1", "PD", "PTS", "P1S", "PT1D", "P1M", "P1Y", "P1H", "P1D1W",
            "PT1S1M", "P1D1D", "PT1H2H",
            "P0.5D", "PT1.5H", "PT1.S", "PT.5S", "PT1.5.5S", "PT1.xS", "-P1D", "P-1D", "P+1D", "PT 1S", "PT1S ",
            "p1d", "P1DT1ST", "PTT1S", "P1é",
            "P9223372036854775808D", "P106751991168D", "P106751991167DT7H12M55.808S", "PT99999999999999999999S",
            "P106751991167DT24H", "PT9223372036854775.808S",
            "P15250284452W106751991167D",
        ])
    func refused(_ text: String) {
        #expect(DurationSpelling.read(text) == nil)
    }

    @Test("less than nothing is written as nothing", arguments: [-1, .min] as [Int64])
    func negative(_ milliseconds: Int64) {
        #expect(DurationSpelling.write(milliseconds) == "PT0S")
    }

    @Test("every length survives a round trip", arguments: [1, 2] as [UInt64])
    func roundTrips(_ seed: UInt64) {
        var random = SeededBytes(seed: seed)
        for round in 0..<1_000 {
            let milliseconds = Int64(random.next() >> UInt64(1 + round % 63))
            #expect(DurationSpelling.read(DurationSpelling.write(milliseconds)) == milliseconds, "seed \(seed)")
        }
    }
}
