import DialectKit
import Testing

@Suite("Base 32")
struct Base32Tests {
    @Test(
        "known values, as RFC 4648 spells their 16 bytes",
        arguments: [
            (0, 0, "aaaaaaaaaaaaaaaaaaaaaaaaaa"), (0, 1, "aaaaaaaaaaaaaaaaaaaaaaaaae"),
            (UInt64.max, UInt64.max, "77777777777777777777777774"),
            (0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F, "aaaqeayeaudaocajbifqydiob4"),
            (0x019B_76DA_3800_0000, 0x1234_5678_9ABC_DEF0, "agnxnwryaaaaaerukz4jvpg66a"),
        ] as [(UInt64, UInt64, String)])
    func known(_ hi: UInt64, _ lo: UInt64, _ text: String) throws {
        #expect(Base32.spell(hi: hi, lo: lo) == text)
        let words = try #require(Base32.read(text))
        #expect(words == (hi, lo))
    }

    @Test("what was spelled is read again")
    func roundTrip() throws {
        var seed = SeededBytes(seed: 32)
        for _ in 1...1_000 {
            let (hi, lo) = (seed.next(), seed.next())
            let words = try #require(Base32.read(Base32.spell(hi: hi, lo: lo)))
            #expect(words == (hi, lo))
        }
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "aaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaab",
            "Aaaaaaaaaaaaaaaaaaaaaaaaaa", "1aaaaaaaaaaaaaaaaaaaaaaaaa", "äaaaaaaaaaaaaaaaaaaaaaaaa",
        ])
    func foreign(_ text: String) {
        #expect(Base32.read(text) == nil)
    }
}
