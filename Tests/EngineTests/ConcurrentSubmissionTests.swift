import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Many ask at once", .timeLimit(.minutes(5)))
struct ConcurrentSubmissionTests {
    @Test("50 concurrent submissions with one key make one capture", arguments: StoreKind.all)
    func oneKey(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let replies = await all(50) { _ in
                    await engine.ask(Shop.capture(.nok(100_00)), key: Shop.key("k-1"))
                }
                #expect(replies.count { !$0.isReplayed } == 1)
                #expect(Set(replies.map(\.acceptance)).count == 1, "all hear of the one capture")
                #expect(try engine.payment(Shop.payment(1))?.captured == .nok(100_00))
                #expect(try engine.events(of: Shop.payment(1)).count == 3)
            }
        }
    }

    @Test("of concurrent captures that would each be allowed alone, as many succeed as fit", arguments: StoreKind.all)
    func asManyAsFit(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let replies = await all(50) { number in
                    await engine.ask(Shop.capture(.nok(120_00)), key: Shop.key("k-\(number)"))
                }
                #expect(replies.count { $0.acceptance != nil } == 4)
                let refusals = Set(replies.compactMap(\.refusal))
                #expect(refusals == [.exceedsCapturable(requested: .nok(120_00), capturable: .nok(20_00))])
                #expect(try engine.payment(Shop.payment(1))?.capturable == .nok(20_00))
            }
        }
    }

    @Test("a capture and a void race: one of them happens", arguments: StoreKind.all)
    func captureOrVoid(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                for number in 1...20 {
                    let id = Shop.payment(number)
                    try await engine.authorize(id)
                    let replies = await all(2) { turn in
                        await engine.ask(turn == 1 ? Shop.capture(nil) : .void(nil, .all, .none), on: id)
                    }
                    #expect(replies.count { $0.acceptance != nil } == 1)
                    let payment = try #require(try engine.payment(id))
                    #expect(payment.captured.isZero != payment.released.isZero)
                }
            }
        }
    }

    @Test("strangers in one batch do not disturb each other", arguments: StoreKind.all)
    func strangers(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                let replies = await all(200) { number in
                    await engine.ask(Shop.create(.nok(Int64(number))), on: Shop.payment(number))
                }
                #expect(replies.allSatisfy { $0.acceptance != nil })
                for number in 1...200 {
                    let payment = try engine.payment(Shop.payment(number))
                    #expect(payment?.birth.requested == .nok(Int64(number)))
                }
            }
        }
    }

    private func all(_ count: Int, _ body: @escaping @Sendable (Int) async -> Reply) async -> [Reply] {
        await withTaskGroup(of: Reply.self) { group in
            for number in 1...count { group.addTask { await body(number) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
