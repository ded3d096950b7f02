import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Trouble with the store", .timeLimit(.minutes(5)))
struct StoreTroubleTests {
    private let key = Shop.key("k-1")

    @Test("a batch that is not committed is unavailable, and the next one works", arguments: StoreKind.all)
    func notCommitted(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                database.faults.next(.fails)
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).unavailable == .storeDown)
                #expect(try engine.payment(Shop.payment(1))?.captured == .nok(0))
                let again = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(again.acceptance?.payment.captured == .nok(100_00) && !again.isReplayed)
            }
        }
    }

    @Test("every waiter of a batch that is not committed hears of it", arguments: StoreKind.all)
    func wholeBatch(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            database.faults.next(.fails)
            let replies = try await database.together((1...10).map { .ask(Shop.create(), on: Shop.payment($0)) })
            #expect(replies.count { $0.unavailable == .storeDown } == 10)
            #expect(try database.audit().payments == 0)
        }
    }

    @Test("a commit whose answer is lost but that landed is answered as if nothing had been", arguments: StoreKind.all)
    func landed(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                database.faults.next(.outcomeUnknown(landed: true))
                let reply = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(reply.acceptance?.payment.captured == .nok(100_00))
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).isReplayed)
                #expect(try engine.payment(Shop.payment(1))?.captured == .nok(100_00))
            }
        }
    }

    @Test("a commit whose answer is lost and that did not land is unavailable", arguments: StoreKind.all)
    func notLanded(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                database.faults.next(.outcomeUnknown(landed: false))
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).unavailable == .storeDown)
                let again = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(again.acceptance?.payment.captured == .nok(100_00) && !again.isReplayed)
            }
        }
    }

    @Test(
        "when nobody can say whether a commit landed, the engine ends; a retry after the restart captures once",
        arguments: StoreKind.all, [StoreFault.crashesBeforeCommit, .crashesAfterCommit])
    func crash(_ kind: StoreKind, _ fault: StoreFault) async throws {
        try await withDatabase(kind) { database in
            try await database.running { try await $0.authorize() }
            await #expect(throws: StoreError.self) {
                try await database.running { engine in
                    database.faults.next(fault)
                    #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).unavailable == .storeDown)
                    let next = await engine.ask(Shop.capture(.nok(100_00)), key: key).unavailable
                    #expect(next == .storeDown || next == .closing)
                }
            }
            try await database.running { engine in
                let retry = await engine.ask(Shop.capture(.nok(100_00)), key: key)
                #expect(retry.isReplayed == (fault == .crashesAfterCommit))
                #expect(retry.acceptance?.payment.captured == .nok(100_00))
            }
            #expect(try database.reader().events(of: Shop.payment(1)).count == 3)
        }
    }
}
