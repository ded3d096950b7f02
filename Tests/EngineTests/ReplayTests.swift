import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Idempotency keys: one fingerprint, one decision (I5)", .timeLimit(.minutes(5)))
struct ReplayTests {
    private let key = Shop.key("k-1")

    @Test("the same key and request get the first decision again, within one batch", arguments: StoreKind.all)
    func sameBatch(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { try await $0.authorize() }
            let replies = try await database.together([
                .ask(Shop.capture(.nok(100_00)), key: key), .ask(Shop.capture(.nok(50_00))),
                .ask(Shop.capture(.nok(100_00)), key: key),
            ])
            #expect(replies.map(\.isReplayed) == [false, false, true])
            #expect(replies[2].acceptance == replies[0].acceptance)
            #expect(try database.reader().payment(Shop.payment(1))?.captured == .nok(150_00))
        }
    }

    @Test("the same key and request get the first decision again later, as of then", arguments: StoreKind.all)
    func later(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let first = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                await engine.ask(Shop.capture(.nok(200_00)))
                await engine.ask(Shop.amend("later"))
                let again = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(again.isReplayed && !first.isReplayed)
                #expect(again.acceptance == first.acceptance)
                #expect(again.acceptance?.payment.captured == .nok(100_00))
                #expect(try engine.payment(Shop.payment(1))?.captured == .nok(300_00))
            }
        }
    }

    @Test("a restart forgets no key", arguments: StoreKind.all)
    func afterRestart(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let first = try await database.running { engine in
                try await engine.authorize()
                return await engine.ask(Shop.capture(.nok(100_00)), key: key)
            }
            try await database.running { engine in
                await engine.ask(Shop.capture(.nok(200_00)))
                let again = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(again.isReplayed)
                #expect(again.acceptance == first.acceptance)
            }
        }
    }

    @Test("a decision of several events comes back whole", arguments: StoreKind.all)
    func severalEvents(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                var terms = Terms()
                terms.remainder = .releases
                try await engine.authorize(terms: terms)
                let first = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(first.acceptance?.events.count == 2, "a capture, and what it left over")
                await engine.ask(Shop.refund(.nok(10_00)))
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).acceptance == first.acceptance)
            }
        }
    }

    @Test("the same key for another request is refused, at once and later", arguments: StoreKind.all)
    func otherRequest(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { try await $0.authorize() }
            let other = Shop.key("k-1", body: "another body")
            let replies = try await database.together([
                .ask(Shop.capture(.nok(100_00)), key: key), .ask(Shop.capture(.nok(50_00)), key: other),
            ])
            #expect(replies[1].refusal == .keyReused)
            try await database.running { engine in
                #expect(await engine.ask(Shop.capture(.nok(50_00)), key: other).refusal == .keyReused)
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).isReplayed, "the first stays")
            }
            #expect(try database.reader().payment(Shop.payment(1))?.captured == .nok(100_00))
        }
    }

    /// Keys that differ from the first in one part alone.
    static let strangers: [IdempotencyKey] = [
        Shop.key("k-2"),
        Shop.key("k-1", account: Shop.otherAccount),
        IdempotencyKey(
            claim: Claim(account: Shop.account, namespace: "refunds", value: "k-1"), fingerprint: Array("body".utf8),
            retention: nil, keepsRefusals: true),
    ]

    @Test("a key means nothing outside its account and namespace", arguments: StoreKind.all, strangers)
    func scope(_ kind: StoreKind, _ stranger: IdempotencyKey) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(await !engine.ask(Shop.capture(.nok(100_00)), key: stranger).isReplayed)
                #expect(try engine.payment(Shop.payment(1))?.captured == .nok(200_00))
            }
        }
    }

    @Test("account, namespace and value of a claim do not run together")
    func digests() {
        let claims = [("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", "")].map {
            Claim(account: Shop.account, namespace: $0.0, value: $0.1)
        }
        #expect(Set(claims.map { testDigests.digest(of: $0) }).count == claims.count)
    }
}
