import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("A shutdown answers everything that was accepted", .timeLimit(.minutes(5)))
struct ShutdownTests {
    private static let count = 1_000

    @Test("told to stop with a full inbox, it writes and answers all of it", arguments: StoreKind.all)
    func drains(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            try await withThrowingTaskGroup(of: Reply.self) { group in
                Self.fill(engine, in: &group)
                // The first answer comes with a batch: most of them still wait when the shutdown begins.
                let first = try await engine.running { try await group.next() }
                #expect(first?.acceptance != nil)
                for try await reply in group { #expect(reply.acceptance != nil) }
            }
            #expect(try database.audit().payments == Self.count)
        }
    }

    @Test("canceled without a shutdown, it does the same and ends", arguments: StoreKind.all)
    func canceled(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            try await withThrowingTaskGroup(of: Reply.self) { group in
                Self.fill(engine, in: &group)
                let run = Task { try await engine.run() }
                #expect(try await group.next()?.acceptance != nil)
                run.cancel()
                for try await reply in group { #expect(reply.acceptance != nil) }
                _ = await run.result
            }
            #expect(try database.audit().payments == Self.count)
        }
    }

    @Test("afterwards every submission is told that it is closing", arguments: StoreKind.all)
    func afterwards(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            try await engine.running { _ = await engine.ask(Shop.create()) }
            #expect(await engine.ask(Shop.create(), on: Shop.payment(2)).unavailable == .closing)
        }
    }

    @Test("submissions that race a shutdown are written and accepted, or neither", arguments: StoreKind.all)
    func race(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            let replies = try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
                let replies = try await engine.running {
                    for number in 1...400 {
                        group.addTask { (number, await engine.ask(Shop.create(), on: Shop.payment(number))) }
                    }
                    return try await group.next().map { [$0] } ?? []
                }
                return try await group.reduce(into: replies) { $0.append($1) }
            }
            let reader = try database.reader()
            for (number, reply) in replies {
                let isStored = try reader.payment(Shop.payment(number)) != nil
                #expect(isStored == (reply.acceptance != nil))
                #expect(isStored == (reply.unavailable != .closing))
            }
        }
    }

    private static func fill(_ engine: Engine, in group: inout ThrowingTaskGroup<Reply, any Error>) {
        for number in 1...count {
            group.addImmediateTask { await engine.ask(Shop.create(), on: Shop.payment(number)) }
        }
    }
}
