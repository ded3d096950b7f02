import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("A leg of a journey through time", .timeLimit(.minutes(5)))
struct JourneyTests {
    private let end = Shop.opening + .days(7)

    private func leg(_ database: Database, to horizon: Instant, pausing: Bool = true) throws -> Leg {
        let deadlines = try database.reader().deadlines(of: Shop.merchant, dueBy: horizon, limit: 256)
        return Leg(merchant: Shop.merchant, deadlines: deadlines, horizon: horizon, pausesForWebhooks: pausing)
    }

    private func openFor(_ interval: Interval) -> Terms {
        var terms = Terms()
        terms.openFor = interval
        return terms
    }

    @Test(
        "deadlines fire in order, each at its own instant, and the clock ends at the horizon", arguments: StoreKind.all)
    func inOrder(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant)
                for (number, day) in [(1, Int64(3)), (2, 1), (3, 2)] {
                    await engine.ask(Shop.create(terms: openFor(.days(day))), on: Shop.payment(number))
                }
                let arrival = try await engine.travel(try leg(database, to: end))
                #expect(arrival.at == end && arrival.fired == 3)
                #expect(engine.clocks.clock(of: Shop.merchant) == .travelling(at: end, stood: true))
                let ended = try (1...3).map { try engine.payment(Shop.payment($0))?.state.ending?.at }
                #expect(ended == [3, 1, 2].map { Shop.opening + .days($0) })
            }
        }
    }

    @Test("what a deadline brings about comes in its turn, also before deadlines of others", arguments: StoreKind.all)
    func inTurn(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant)
                var terms = Terms()
                terms.capture = .automatic(after: .days(1))
                terms.captureTakes = .hours(12)
                try await engine.authorize(terms: terms)
                await engine.ask(Shop.create(terms: openFor(.days(2))), on: Shop.payment(2))
                let arrival = try await engine.travel(try leg(database, to: end))
                #expect(arrival.fired == 3)
                let captured = try #require(try engine.payment(Shop.payment(1)))
                #expect(captured.state.lastCapturedAt == Shop.opening + .days(1) + .hours(12))
            }
        }
    }

    @Test(
        "a leg ends at the first instant of which someone is to hear, with all that is due then",
        arguments: StoreKind.all)
    func pauses(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Endpoints("a")) { database in
            try await database.running { engine in
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant)
                for (number, day) in [(1, Int64(1)), (2, 1), (3, 2)] {
                    await engine.ask(Shop.create(terms: openFor(.days(day))), on: Shop.payment(number))
                }
                let first = try await engine.travel(try leg(database, to: end))
                #expect(first.at == Shop.opening + .days(1) && first.fired == 2)
                let second = try await engine.travel(try leg(database, to: end))
                #expect(second.at == Shop.opening + .days(2) && second.fired == 1)
                let third = try await engine.travel(try leg(database, to: end))
                #expect(third.at == end && third.fired == 0)
            }
        }
    }

    @Test(
        "a capture that races the end of its window at the same instant loses, whether it comes before the journey or after",
        arguments: StoreKind.all, [true, false])
    func race(_ kind: StoreKind, captureFirst: Bool) async throws {
        try await withDatabase(kind) { database in
            var terms = Terms()
            terms.captureWindow = .days(7)
            try await database.running { engine in
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant)
                try await engine.authorize(terms: terms)
                if captureFirst { try await engine.set(.frozen(at: end), of: Shop.merchant) }
                if !captureFirst { _ = try await engine.travel(try leg(database, to: end)) }
                let reply = await engine.ask(Shop.capture(.nok(1_00)))
                #expect(reply.refusal == .captureWindowClosed(at: end))
                if captureFirst { _ = try await engine.travel(try leg(database, to: end)) }
                let expired = try #require(try engine.payment(Shop.payment(1)))
                #expect(expired.state.closed?.at == end && expired.state.closed?.cause == .expired)
                #expect(expired.released == .nok(500_00) && expired.captured == .nok(0))
            }
        }
    }

    @Test(
        "a capture one millisecond before the end wins, and the rest expires at its instant", arguments: StoreKind.all)
    func justInTime(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            var terms = Terms()
            terms.captureWindow = .days(7)
            try await database.running { engine in
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant)
                try await engine.authorize(terms: terms)
                _ = try await engine.travel(try leg(database, to: end - Interval(milliseconds: 1)))
                #expect(await engine.ask(Shop.capture(.nok(1_00))).acceptance != nil)
                _ = try await engine.travel(try leg(database, to: end + .days(1)))
                let expired = try #require(try engine.payment(Shop.payment(1)))
                #expect(expired.captured == .nok(1_00) && expired.released == .nok(499_00))
                #expect(expired.state.closed?.at == end)
            }
        }
    }
}
