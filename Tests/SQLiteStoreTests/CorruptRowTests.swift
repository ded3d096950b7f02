import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Rows that no version of this program wrote", .timeLimit(.minutes(5)))
struct CorruptRowTests {
    private let long = LedgerSample.long

    @Test(
        "a payment whose row is corrupt is not touched; the server and its neighbours go on",
        arguments: Corruption.payments)
    func payment(_ corruption: Corruption) async throws {
        try await withLedger { database in
            let raw = try RawDatabase(database)
            try raw.execute("PRAGMA ignore_check_constraints = ON")
            try corruption.damage(raw)
            try await database.running { engine in
                _ = await engine.submit(
                    Submission(Shop.capture(.nok(1_00)), on: long, by: .account(Shop.account, of: Shop.merchant)))
                let neighbour = await engine.submit(
                    Submission(Shop.create(), on: Shop.payment(9), by: .account(Shop.account, of: Shop.merchant)))
                #expect(neighbour.acceptance != nil)
            }
        }
    }

    @Test("amounts that contradict each other are a 500, not a crash and not a capture")
    func unreadable() async throws {
        try await withLedger { database in
            let raw = try RawDatabase(database)
            try raw.execute("PRAGMA ignore_check_constraints = ON")
            try raw.execute("UPDATE payments SET captured = 60000 WHERE id = \(literal(long))")
            try await database.running { engine in
                let reply = await engine.submit(
                    Submission(Shop.capture(.nok(1_00)), on: long, by: .account(Shop.account, of: Shop.merchant)))
                #expect(reply.broken?.name == "unreadable")
            }
            #expect(throws: StoreError.self) { try database.reader().payment(long) }
            #expect(try raw.text("SELECT count(*) FROM events WHERE payment = \(literal(long))") == "5")
        }
    }

    @Test("after a corrupt claim the next key is still found: nothing is captured twice (I5)")
    func corruptClaim() async throws {
        try await withLedger { database in
            try RawDatabase(database).execute("UPDATE claims SET refusal = x'FF' WHERE refusal IS NOT NULL")
            try await database.running { engine in
                let corrupt = Submission(
                    Shop.capture(nil), on: LedgerSample.refused, by: .account(Shop.account, of: Shop.merchant),
                    key: Shop.key("k-3"))
                let sound = Submission(
                    Shop.capture(.nok(100_00)), on: long, by: .account(Shop.account, of: Shop.merchant),
                    key: Shop.key("k-1"))
                #expect(await engine.submit(corrupt).unavailable == .storeDown)
                #expect(await engine.submit(sound).isReplayed)
                #expect(await engine.submit(sound).isReplayed)
            }
            #expect(try database.reader().payment(long)?.captured == .nok(150_00))
        }
    }
}
