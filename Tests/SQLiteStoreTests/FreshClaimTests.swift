import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Claims that wait for their places", .timeLimit(.minutes(1)))
struct FreshClaimTests {
    /// As many batches as it takes until what few brought begins to move, and has moved.
    private static let batches = 160

    @Test("a claim is found while it waits, while it moves, and where it belongs")
    func found() throws {
        try withStore(.sqlite) { store in
            for number in 1...Self.batches {
                try store.write { $0.claims[Self.digest(number)] = Self.claim(number) }
                for earlier in [1, number / 2 + 1, number] {
                    let digest = Self.digest(earlier)
                    #expect(try store.load(claims: [digest]).claims == [digest: Self.claim(earlier)])
                }
            }
            let raw = try RawDatabase(store.database)
            let (moved, waiting) = (
                Int(try raw.text("SELECT count(*) FROM claims")) ?? 0,
                Int(try raw.text("SELECT count(*) FROM fresh_claims")) ?? 0
            )
            #expect(moved >= 128)
            #expect(waiting < Self.batches && moved + waiting >= Self.batches)
        }
    }

    @Test("a clean end leaves none that waits")
    func cleanEnd() throws {
        try withStore(.sqlite) { store in
            for number in 1...3 { try store.write { $0.claims[Self.digest(number)] = Self.claim(number) } }
            try store.store.close()
            let raw = try RawDatabase(store.database)
            #expect(try raw.text("SELECT count(*) FROM claims") == "3")
            #expect(try raw.text("SELECT count(*) FROM fresh_claims") == "0")
        }
    }

    @Test("what waited when the process died is found by the next, wherever it had come to", arguments: [3, 130, 150])
    func afterCrash(_ count: Int) throws {
        try withStore(.sqlite) { store in
            for number in 1...count { try store.write { $0.claims[Self.digest(number)] = Self.claim(number) } }
            try store.reopen(closing: false)
            let digests = (1...count).map(Self.digest)
            #expect(try store.load(claims: digests).claims.count == count)
            try store.write { $0.claims[Self.digest(0)] = Self.claim(0) }
            #expect(try store.load(claims: digests + [Self.digest(0)]).claims.count == count + 1)
        }
    }

    @Test("of two with the same digest the later one counts, also after the process died")
    func takenAgain() throws {
        try withStore(.sqlite) { store in
            try store.write { $0.claims[Self.digest(1)] = Self.claim(1) }
            try store.write { $0.claims[Self.digest(1)] = Self.claim(2) }
            #expect(try store.load(claims: [Self.digest(1)]).claims[Self.digest(1)] == Self.claim(2))
            try store.reopen(closing: false)
            #expect(try store.load(claims: [Self.digest(1)]).claims[Self.digest(1)] == Self.claim(2))
        }
    }

    private static func digest(_ number: Int) -> ClaimDigest {
        let identifier = PaymentID(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number))
        return ClaimDigest(identifier.bytes)
    }

    private static func claim(_ number: Int) -> ClaimRecord {
        ClaimRecord(
            merchant: Shop.merchant, fingerprint: [1], expiresAt: nil, outcome: .answer(Array("\(number)".utf8)))
    }
}
