import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("A broken invariant stops one payment, not the house", .timeLimit(.minutes(5)))
struct BrokenInvariantTests {
    private let broken = Shop.payment(1)

    /// A payment that nobody has authorized but that has something authorized: every single amount is fine, and the
    /// books will not agree with it (I4) once it is authorized in earnest.
    private func sow(_ database: Database) throws {
        let store = try OpenStore(database)
        let spoil = { (commit: inout CommitBatch) in commit.payments[0].payment.state.authorized = 50_00 }
        try store.write(broken, spoiling: spoil) { batch in _ = batch.decide(Shop.create(), on: broken) }
        try store.store.close()
    }

    @Test(
        "the command writes nothing, its payment is set aside, the rest of the batch goes on", arguments: StoreKind.all)
    func oneOfABatch(_ kind: StoreKind) async throws {
        try await withDatabase(kind, endsClean: false) { database in
            try sow(database)
            let replies = try await database.together([
                .ask(Shop.create(), on: Shop.payment(2)), .ask(Shop.approve(), on: broken, key: Shop.key("k-1")),
                .ask(Shop.amend("more"), on: broken), .ask(Shop.create(), on: Shop.payment(3)),
            ])
            #expect(replies[1].broken?.name == "I4")
            #expect(replies[2].broken?.name == "quarantined")
            #expect(replies[0].acceptance != nil && replies[3].acceptance != nil)
            #expect(try database.reader().events(of: broken).count == 1)
            #expect(try database.reader().payment(Shop.payment(3)) != nil)
        }
    }

    @Test("it stays set aside: nobody may touch it, and its key is not used up", arguments: StoreKind.all)
    func staysAside(_ kind: StoreKind) async throws {
        try await withDatabase(kind, endsClean: false) { database in
            try sow(database)
            let approve = Submission.ask(Shop.approve(), on: broken, key: Shop.key("k-1"))
            try await database.running { engine in #expect(await engine.submit(approve).broken?.name == "I4") }
            try await database.running { engine in
                #expect(await engine.submit(approve).broken?.name == "quarantined")
                #expect(await engine.ask(Shop.amend("more"), on: broken).broken?.name == "quarantined")
                let read = try engine.payment(broken)
                #expect(read != nil, "it can still be read")
            }
            #expect(try database.audit().findings.contains { $0.contains("quarantine: I4") })
        }
    }

    @Test("that a payment is set aside is its own merchant's affair (I10)", arguments: StoreKind.all)
    func hidden(_ kind: StoreKind) async throws {
        try await withDatabase(kind, endsClean: false) { database in
            try sow(database)
            try await database.running { engine in
                await engine.ask(Shop.approve(), on: broken)
                let stranger = await engine.ask(
                    Shop.amend("more"), on: broken, by: .account(Shop.otherAccount, of: Shop.merchant))
                #expect(stranger.refusal == .paymentUnknown)
            }
        }
    }

    @Test("a payment whose stored amounts contradict each other is not touched, and its neighbours are")
    func unreadable() async throws {
        try await withDatabase(.memory, endsClean: false) { database in
            try await database.running { try await $0.authorize(broken) }
            database.memory.damage { $0.payments[broken]?.payment.state.captured = 600_00 }
            let replies = try await database.together([
                .ask(Shop.capture(.nok(1_00)), on: broken), .ask(Shop.create(), on: Shop.payment(2)),
            ])
            #expect(replies[0].broken?.name == "unreadable")
            #expect(replies[1].acceptance != nil)
            #expect(try database.reader().events(of: broken).count == 2)
        }
    }
}
