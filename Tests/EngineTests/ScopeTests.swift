import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("No merchant sees or touches another's payment (I10)", .timeLimit(.minutes(5)))
struct ScopeTests {
    static let commands: [Command] = [
        Shop.amend("mine now"), Shop.capture(.nok(1_00)), Shop.refund(.nok(1_00)), .void(nil, .rest, .none),
        .reverse(nil, .none), .increment(nil, .nok(1_00), .none), .withdraw, Shop.approve(), .abandon, .expire,
    ]

    @Test(
        "for another account or merchant the payment does not exist, whatever is asked", arguments: StoreKind.all,
        commands)
    func unknown(_ kind: StoreKind, _ command: Command) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let before = try engine.events(of: Shop.payment(1))
                for scope in [
                    Submission.Scope.account(Shop.otherAccount, of: Shop.merchant), .merchant(Shop.otherMerchant),
                ] {
                    #expect(await engine.ask(command, by: scope).refusal == .paymentUnknown)
                }
                #expect(try engine.events(of: Shop.payment(1)) == before)
            }
        }
    }

    @Test("a payment of the same batch is hidden as well", arguments: StoreKind.all)
    func sameBatch(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let replies = try await database.together([
                .ask(Shop.create()), .ask(Shop.amend("mine now"), by: .account(Shop.otherAccount, of: Shop.merchant)),
            ])
            #expect(replies[1].refusal == .paymentUnknown)
        }
    }

    @Test("a merchant reaches the payments of all its accounts", arguments: StoreKind.all)
    func merchant(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let reply = await engine.ask(Shop.capture(.nok(1_00)), by: .merchant(Shop.merchant))
                #expect(reply.acceptance?.payment.captured == .nok(1_00))
            }
        }
    }

    @Test("an identifier in use is never given twice, whoever asks", arguments: StoreKind.all)
    func identifier(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let create = Shop.create(account: Shop.otherAccount, merchant: Shop.otherMerchant)
                #expect(
                    await engine.ask(create, by: .account(Shop.otherAccount, of: Shop.merchant)).refusal
                        == .paymentExists)
                #expect(try engine.payment(Shop.payment(1))?.birth.account == Shop.account)
            }
        }
    }

    @Test("the refusal for another's payment is the refusal for no payment", arguments: StoreKind.all)
    func indistinguishable(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let others = await engine.ask(Shop.capture(nil), by: .account(Shop.otherAccount, of: Shop.merchant))
                let nobodys = await engine.ask(Shop.capture(nil), on: Shop.payment(2))
                #expect(others.refusal == nobodys.refusal)
            }
        }
    }
}
