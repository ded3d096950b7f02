import Engine
import PaymentCore
import Synchronization
import TestWorld
import Testing

/// The inbox's time stands still until a test lets it pass; the store is as quick as it likes.
@Suite("Overload is refused in time", .timeLimit(.minutes(5)))
struct OverloadTests {
    @Test("while the oldest has waited more than two seconds nothing more is taken; what waits is done")
    func oldest() async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let engine = try database.engine(time: time)
            try await withThrowingTaskGroup(of: Reply.self) { group in
                group.addImmediateTask { await engine.ask(Shop.create(), on: Shop.payment(1)) }
                time.pass(.seconds(2))
                group.addImmediateTask { await engine.ask(Shop.create(), on: Shop.payment(2)) }
                #expect(engine.inboxDepth == 2)
                time.pass(.milliseconds(1))
                #expect(await engine.ask(Shop.create(), on: Shop.payment(3)).unavailable == .overloaded)
                try await engine.running {
                    for try await reply in group { #expect(reply.acceptance != nil) }
                    #expect(await engine.ask(Shop.create(), on: Shop.payment(3)).acceptance != nil)
                }
            }
        }
    }

    @Test("what has waited four seconds is refused undone, and its key is good for another attempt")
    func tooLong() async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let engine = try database.engine(time: time)
            let key = Shop.key("again")
            try await withThrowingTaskGroup(of: Reply.self) { group in
                group.addImmediateTask { await engine.ask(Shop.create(), on: Shop.payment(1), key: key) }
                time.pass(.milliseconds(4_001))
                try await engine.running {
                    for try await reply in group { #expect(reply.unavailable == .overloaded) }
                    #expect(try database.reader().payment(Shop.payment(1)) == nil)
                    #expect(await engine.ask(Shop.create(), on: Shop.payment(1), key: key).acceptance != nil)
                }
            }
            #expect(try database.audit().batches == 1)
        }
    }

    @Test("what nobody asked for waits as long as it takes")
    func ownWork() async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let engine = try database.engine(time: time)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addImmediateTask { try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant) }
                time.pass(.seconds(60))
                group.addImmediateTask { try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant) }
                try await engine.running { try await group.waitForAll() }
            }
            #expect(try database.audit().batches == 1)
        }
    }

    @Test("nothing is begun that has waited longer than four seconds", arguments: StoreKind.all)
    func longQueue(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            let writer = SlowWriter(time) { _ in .seconds(1) }
            let engine = try database.engine(time: time, batchLimit: 10, watch: writer)
            let replies = try await ask(engine, for: 100)
            // Batches begin after 0, 1, 2, 3 and 4 seconds.
            #expect(replies.count { $0.acceptance != nil } == 50)
            #expect(replies.count { $0.unavailable == .overloaded } == 50)
            let page = Page(from: nil, limit: 200, order: .oldestFirst)
            #expect(try database.reader().payments(ofMerchant: Shop.merchant, page: page).count == 50)
        }
    }

    @Test("a queue that would take more than two seconds is refused before anybody has waited so long")
    func expected() async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let writer = SlowWriter(time) { _ in .milliseconds(100) }
            let engine = try database.engine(time: time, batchLimit: 10, watch: writer)
            writer.watched.withLock { $0 = engine }
            _ = try await ask(engine, for: 1_000)
            // 0.1 s for 10, and 980 wait: after the second batch that is known.
            #expect(writer.overloaded.withLock { $0.prefix(3) } == [false, true, true])
            #expect(!engine.isOverloaded(after: .seconds(2)) && engine.isOverloaded(after: .milliseconds(2_001)))
        }
    }

    @Test("a pause of the disk of a second and a half refuses nobody", arguments: [64, 256, 600])
    func pause(_ shops: Int) async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let writer = SlowWriter(time) { $0 == 1 ? .milliseconds(1_500) : .milliseconds(50) }
            let engine = try database.engine(time: time, watch: writer)
            writer.watched.withLock { $0 = engine }
            let replies = try await ask(engine, for: shops)
            #expect(replies.count { $0.acceptance != nil } == shops)
            #expect(writer.overloaded.withLock { !$0.contains(true) })
        }
    }

    /// All ask before the engine starts.
    private func ask(_ engine: Engine, for count: Int) async throws -> [Reply] {
        try await withThrowingTaskGroup(of: Reply.self) { group in
            for number in 1...count {
                group.addImmediateTask { await engine.ask(Shop.create(), on: Shop.payment(number)) }
            }
            return try await engine.running {
                var replies: [Reply] = []
                for try await reply in group { replies.append(reply) }
                return replies
            }
        }
    }
}

/// Lets time pass for each batch, and asks then whether one more would be refused.
private final class SlowWriter: EngineWatch {
    let watched = Mutex<Engine?>(nil)
    let overloaded = Mutex<[Bool]>([])
    private let time: ManualTime
    /// By the batch's number, from one.
    private let takes: @Sendable (Int) -> Duration
    private let batches = Mutex(0)

    init(_ time: ManualTime, _ takes: @escaping @Sendable (Int) -> Duration) {
        self.time = time
        self.takes = takes
    }

    func mark() -> TraceMark? { nil }

    func wrote(_ batch: WatchedBatch) {
        let number = batches.withLock { count in
            count += 1
            return count
        }
        time.pass(takes(number))
        guard let engine = watched.withLock({ $0 }) else { return }
        overloaded.withLock { $0.append(engine.isOverloaded(after: .zero)) }
    }
}
