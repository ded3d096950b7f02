import DialectKit
import Testing

@Suite("128 bits in hex and as a UUID")
struct HexTests {
    @Test(
        "known values have their known spelling, both ways and in both cases",
        arguments: [
            (0, 0, "00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000"),
            (
                0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, "0123456789abcdeffedcba9876543210",
                "01234567-89ab-cdef-fedc-ba9876543210"
            ),
            (.max, 1, "ffffffffffffffff0000000000000001", "ffffffff-ffff-ffff-0000-000000000001"),
        ] as [(UInt64, UInt64, String, String)])
    func known(_ hi: UInt64, _ lo: UInt64, _ hex: String, _ uuid: String) throws {
        #expect(Hex.spell(hi: hi, lo: lo) == hex)
        #expect(UUIDSpelling.spell(hi: hi, lo: lo) == uuid)
        for (hex, uuid) in [(hex, uuid), (hex.uppercased(), uuid.uppercased())] {
            #expect(try #require(Hex.read(hex)) == (hi, lo))
            #expect(try #require(UUIDSpelling.read(uuid)) == (hi, lo))
        }
    }

    @Test(
        "what is not 32 hex digits is not read",
        arguments: [
            "", "0", "0123456789abcdeffedcba987654321", "0123456789abcdeffedcba98765432100",
            "0123456789abcdeffedcba987654321g",
            "0x23456789abcdeffedcba9876543210", "+123456789abcdeffedcba9876543210",
            "01234567-89ab-cdef-fedc-ba9876543210",
        ])
    func notHex(_ text: String) {
        #expect(Hex.read(text) == nil)
    }

    @Test(
        "what is not 8-4-4-4-12 is not read",
        arguments: [
            "", "0123456789abcdeffedcba9876543210", "01234567-89ab-cdef-fedc-ba987654321",
            "01234567-89ab-cdef-fedc-ba98765432100",
            "0123456-789ab-cdef-fedc-ba9876543210", "01234567_89ab_cdef_fedc_ba9876543210",
            "{1234567-89ab-cdef-fedc-ba987654321}",
            "01234567-89ab-cdef-fedc-ba987654321g", "01234567-89ab-cdef-fedc--a9876543210",
        ])
    func notUUID(_ text: String) {
        #expect(UUIDSpelling.read(text) == nil)
    }

    @Test("every value survives a round trip", arguments: [1, 2] as [UInt64])
    func roundTrips(_ seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        for round in 0..<500 {
            let (hi, lo) = (random.next(), random.next())
            #expect(try #require(Hex.read(Hex.spell(hi: hi, lo: lo))) == (hi, lo), "seed \(seed), round \(round)")
            #expect(
                try #require(UUIDSpelling.read(UUIDSpelling.spell(hi: hi, lo: lo))) == (hi, lo),
                "seed \(seed), round \(round)")
        }
    }
}
