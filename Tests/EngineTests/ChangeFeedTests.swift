import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Those who look on are roused", .timeLimit(.minutes(1)))
struct ChangeFeedTests {
    private func running(_ feed: ChangeFeed, _ body: (Engine) async throws -> Void) async throws {
        try await withDatabase(.memory) { database in
            let engine = try Engine(
                store: database.open(), reader: database.reader(), digests: testDigests, outbox: database.outbox,
                time: ManualTime(), feed: feed, logger: silence)
            try await engine.running { try await body(engine) }
        }
    }

    private func create(_ number: Int, of merchant: MerchantID = Shop.merchant) -> Submission {
        Submission(Shop.create(merchant: merchant), on: Shop.payment(number), by: .merchant(merchant))
    }

    private func accept(_ submission: Submission, _ engine: Engine) async throws {
        guard case .decided(.accepted, replayed: false) = await engine.submit(submission) else {
            throw Refused()
        }
    }

    private struct Refused: Error {}

    @Test("a commit names its payments to those who look at their merchant, and to nobody else")
    func named() async throws {
        let feed = ChangeFeed()
        let own = try #require(feed.listen(to: Shop.merchant))
        let other = try #require(feed.listen(to: Shop.otherMerchant))
        try await running(feed) { engine in
            try await accept(create(1), engine)
            #expect(await own.next(within: .seconds(30)).payments == [Shop.payment(1)])
            #expect(await other.next(within: .milliseconds(1)).isEmpty)
        }
    }

    @Test("who is slow is told in sum, and of too many that it is everything")
    func summed() async throws {
        let feed = ChangeFeed()
        let listener = try #require(feed.listen(to: Shop.merchant))
        try await running(feed) { engine in
            for number in 1...3 { try await accept(create(number), engine) }
            _ = try await engine.write([])
            #expect(await listener.next(within: .seconds(30)).payments == Set((1...3).map { Shop.payment($0) }))
            for number in 4...(4 + Changes.limit) { try await accept(create(number), engine) }
            _ = try await engine.write([])
            let changes = await listener.next(within: .seconds(30))
            #expect(changes.isEverything && changes.payments.isEmpty)
        }
    }

    @Test("there are so many at most, and who leaves makes room")
    func limits() throws {
        let feed = ChangeFeed()
        var listeners: [ChangeListener] = []
        while let listener = feed.listen(to: Shop.merchant) { listeners.append(listener) }
        #expect(listeners.count == ChangeFeed.limitPerMerchant)
        feed.leave(listeners[0])
        feed.leave(listeners[0])
        #expect(feed.count == ChangeFeed.limitPerMerchant - 1)
        #expect(feed.listen(to: Shop.merchant) != nil)
    }
}
