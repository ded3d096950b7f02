import DialectKit
import Testing

@Suite("128 bits in Base58")
struct Base58Tests {
    @Test(
        "known values have their known spelling, both ways",
        arguments: [
            (0, 0, "1111111111111111111111"), (0, 1, "1111111111111111111112"), (0, 57, "111111111111111111111z"),
            (0, 58, "1111111111111111111121"), (0, 0x05FA_8624_C7FB_A400, "1111111111121111111111"),
            (0x0023_BE67_B5F0_F288, 0x9AAF_5053_0110_0000, "1211111111111111111111"),
            (0, .max, "11111111111jpXCZedGfVQ"),
            (1, 0, "11111111111jpXCZedGfVR"), (0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, "199dn6s7bZpEGBoKc7YnPh"),
            (.max, .max, "YcVfxkQb6JRzqk5kF2tNLv"),
        ] as [(UInt64, UInt64, String)])
    func known(_ hi: UInt64, _ lo: UInt64, _ text: String) throws {
        #expect(Base58.spell(hi: hi, lo: lo) == text)
        #expect(try #require(Base58.read(text)) == (hi, lo))
    }

    @Test(
        "what spells no 128 bits is not read",
        arguments: [
            "", "1", "111111111111111111111", "11111111111111111111111", "111111111111111111111O",
            "011111111111111111111l",
            "I111111111111111111111", "l111111111111111111111", "111111111111111111111 ", "11111111111111111111é",
            "YcVfxkQb6JRzqk5kF2tNLw", "Yd11111111111111111111", "zzzzzzzzzzzzzzzzzzzzzz",
        ])
    func refused(_ text: String) {
        #expect(Base58.read(text) == nil)
    }

    @Test(
        "every value survives a round trip, has 22 characters, and sorts as it counts",
        arguments: [1, 2, 3] as [UInt64])
    func roundTrips(_ seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        var spelled: [(hi: UInt64, lo: UInt64, text: String)] = []
        for round in 0..<2_000 {
            let (hi, lo) = (random.next() >> UInt64(round % 64), random.next() >> UInt64(round / 64 % 64))
            let text = Base58.spell(hi: hi, lo: lo)
            #expect(text.utf8.count == Base58.length, "seed \(seed), round \(round)")
            #expect(try #require(Base58.read("id_\(text)".dropFirst(3))) == (hi, lo), "seed \(seed), round \(round)")
            spelled.append((hi, lo, text))
        }
        let byValue = spelled.sorted { ($0.hi, $0.lo) < ($1.hi, $1.lo) }.map(\.text)
        #expect(byValue == spelled.map(\.text).sorted(), "seed \(seed)")
    }
}
