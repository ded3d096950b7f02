import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("The inbox is bounded", .timeLimit(.minutes(5)))
struct InboxTests {
    @Test("a full inbox answers overloaded at once, and recovers", arguments: StoreKind.all)
    func full(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine(inboxCapacity: 3)
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for number in 1...3 {
                    group.addImmediateTask { await engine.ask(Shop.create(), on: Shop.payment(number)) }
                }
                // Nobody writes yet: what does not fit must not wait.
                for _ in 1...5 {
                    #expect(await engine.ask(Shop.create(), on: Shop.payment(4)).unavailable == .overloaded)
                }
                try await engine.running {
                    for try await reply in group { #expect(reply.acceptance != nil) }
                    #expect(await engine.ask(Shop.create(), on: Shop.payment(4)).acceptance != nil)
                }
            }
        }
    }

    @Test("what waits is taken together, up to the limit of a batch", arguments: StoreKind.all)
    func batchLimit(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let count = Engine.batchLimit * 2 + 1
            let replies = try await database.together((1...count).map { .ask(Shop.create(), on: Shop.payment($0)) })
            #expect(replies.count { $0.acceptance != nil } == count)
            #expect(try database.audit().batches == 3)
        }
    }

    @Test("first come, first served", arguments: StoreKind.all)
    func order(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { try await $0.authorize() }
            let amounts = (1...20).map { Int64($0) * 1_00 }
            _ = try await database.together(amounts.map { .ask(Shop.capture(.nok($0))) })
            let captured = try database.reader().events(of: Shop.payment(1)).compactMap(\.operation?.order.amount)
            #expect(captured.dropFirst().map(\.minorUnits) == amounts)
        }
    }

    @Test("a closed inbox takes nothing, and hands out what it has")
    func closed() async throws {
        try await withDatabase(.memory) { database in
            let replies = try await database.inOneBatch([Submission.ask(Shop.create()).work], time: ManualTime())
            #expect(replies.first?.acceptance != nil)
            let inbox = Inbox()
            inbox.close()
            let reply = await inbox.submit(Submission.ask(Shop.create()).work)
            guard case .reply(.unavailable(.closing)) = reply else {
                Issue.record("a closed inbox answered \(reply)")
                return
            }
            #expect(await inbox.nextBatch(limit: 1) == nil)
        }
    }
}
