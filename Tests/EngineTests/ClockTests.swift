import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Each merchant has its own clock", .timeLimit(.minutes(5)))
struct ClockTests {
    private let payment = Shop.payment(1)
    private static let week = Terms { $0.captureWindow = .days(7) }

    @Test("commands are decided by their merchant's time", arguments: StoreKind.all)
    func decided(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.set(.running(ahead: .days(3)), of: Shop.merchant)
                await engine.ask(Shop.create())
                await engine.ask(
                    Shop.create(account: Shop.otherAccount, merchant: Shop.otherMerchant), on: Shop.payment(2),
                    by: .account(Shop.otherAccount, of: Shop.otherMerchant))
                #expect(try engine.payment(payment)?.birth.at == Shop.opening + .days(3))
                #expect(try engine.payment(Shop.payment(2))?.birth.at == Shop.opening)
            }
        }
    }

    @Test("what comes before a clock is set is decided by the old time, what comes after by the new")
    func order() async throws {
        try await withDatabase(.memory) { database in
            let replies = try await database.inOneBatch(
                [
                    Submission.ask(Shop.create(), on: Shop.payment(1)).work,
                    .clock(Shop.merchant, .frozen(at: Shop.opening + .days(9))),
                    Submission.ask(Shop.create(), on: Shop.payment(2)).work,
                ], time: ManualTime())
            #expect(replies.map { $0.acceptance?.payment.birth.at } == [Shop.opening, Shop.opening + .days(9)])
        }
    }

    @Test(
        "a clock is kept over a restart; one that was travelling goes on from where it had come, or stands there",
        arguments: StoreKind.all)
    func kept(_ kind: StoreKind) async throws {
        let third = MerchantID(high: 1, low: 3)
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                try await engine.set(.frozen(at: Shop.opening + .days(1)), of: Shop.merchant)
                try engine.beginJourney(of: Shop.otherMerchant)
                try await engine.set(.travelling(at: Shop.opening + .days(2)), of: Shop.otherMerchant)
                try engine.beginJourney(of: third)
                try await engine.set(
                    MerchantClock.frozen(at: Shop.opening).travelling(at: Shop.opening + .days(3)), of: third)
            }
            time.advance(by: .hours(1))
            try await database.running(time: time) { engine in
                #expect(engine.clocks.clock(of: Shop.merchant) == .frozen(at: Shop.opening + .days(1)))
                #expect(engine.clocks.now(of: Shop.otherMerchant) == Shop.opening + .days(2))
                #expect(engine.clocks.clock(of: third) == .frozen(at: Shop.opening + .days(3)))
                time.advance(by: .hours(1))
                #expect(engine.clocks.now(of: Shop.otherMerchant) == Shop.opening + .days(2) + .hours(1))
            }
        }
    }

    @Test(
        "after a journey that was broken off, time does not go back at any start, also when nothing was decided in between",
        arguments: StoreKind.all)
    func neverBack(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.travelling(at: Shop.opening + .days(2)), of: Shop.merchant)
            }
            for hour in 0..<Int64(3) {
                try await database.running(time: time) { engine in
                    #expect(engine.clocks.now(of: Shop.merchant) == Shop.opening + .days(2) + .hours(hour))
                    time.advance(by: .hours(1))
                }
            }
        }
    }

    @Test(
        "when the end of a journey cannot be written, the clock runs on from where it had come, as soon as it can be",
        arguments: StoreKind.all)
    func unwrittenEnd(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                let reached = Shop.opening + .days(2)
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.travelling(at: reached), of: Shop.merchant)
                // The traveller's own word, and the first that is said for it.
                database.faults.next(.fails, .fails)
                await #expect(throws: Unavailable.storeDown) {
                    try await engine.set(.frozen(at: reached + .days(1)), of: Shop.merchant)
                }
                engine.duties.end(.journey(Shop.merchant))
                try await eventually { engine.clocks.clock(of: Shop.merchant) == .running(ahead: .days(2)) }
                try await eventually { try engine.duties.begin(.journey(Shop.merchant)) }
            }
        }
    }

    @Test("a clock whose traveller is on the way is left alone")
    func traveller() async throws {
        try await withDatabase(.memory) { database in
            try await database.running { engine in
                let reached = Shop.opening + .days(2)
                try engine.beginJourney(of: Shop.merchant)
                try await engine.set(.travelling(at: reached), of: Shop.merchant)
                try await Task.sleep(for: .milliseconds(1_200))
                #expect(engine.clocks.clock(of: Shop.merchant) == .travelling(at: reached))
            }
        }
    }

    @Test("an idempotency key is forgotten by its merchant's clock", arguments: StoreKind.all)
    func keys(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize()
                let capture = Shop.capture(.nok(1_00))
                await engine.ask(capture, key: Shop.key("k", retention: .hours(24)))
                try await engine.set(.running(ahead: .hours(23)), of: Shop.merchant)
                await engine.ask(capture, key: Shop.key("k", retention: .hours(24)))
                #expect(try engine.payment(payment)?.captured == .nok(1_00))
                try await engine.set(.running(ahead: .hours(24)), of: Shop.merchant)
                await engine.ask(capture, key: Shop.key("k", retention: .hours(24)))
                #expect(try engine.payment(payment)?.captured == .nok(2_00))
            }
        }
    }

    @Test(
        "a deadline fires when its merchant's clock is moved past it, and no one else's does", arguments: StoreKind.all)
    func fires(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.authorize(Shop.payment(1), terms: Self.week)
                let scope = Submission.Scope.account(Shop.otherAccount, of: Shop.otherMerchant)
                let create = Shop.create(
                    account: Shop.otherAccount, merchant: Shop.otherMerchant, terms: Terms { $0.openFor = .days(7) })
                await engine.ask(create, on: Shop.payment(2), by: scope)
                try await engine.set(.running(ahead: .days(7)), of: Shop.merchant)
                try await eventually { try engine.payment(Shop.payment(1))?.state.closed != nil }
                #expect(try engine.payment(Shop.payment(2))?.state.ending == nil)
            }
        }
    }

    @Test("on a frozen clock the issuer still answers, and nothing else comes due", arguments: StoreKind.all)
    func frozen(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                try await engine.set(.frozen(at: Shop.opening), of: Shop.merchant)
                var terms = Self.week
                terms.captureTakes = .seconds(2)
                terms.holdGuaranteed = .seconds(5)
                try await engine.authorize(terms: terms)
                await engine.ask(Shop.capture(.nok(1_00)))
                try await eventually { try engine.payment(payment)?.captured == .nok(1_00) }
                time.advance(by: .days(30))
                await engine.ask(Shop.capture(.nok(1_00)))
                try await eventually { try engine.payment(payment)?.captured == .nok(2_00) }
                #expect(try engine.payment(payment)?.state.lapsedAt == nil)
                #expect(try engine.payment(payment)?.state.closed == nil)
                try await engine.set(.running(ahead: .zero), of: Shop.merchant)
                try await eventually { try engine.payment(payment)?.state.closed != nil }
            }
        }
    }
}

extension Terms {
    fileprivate init(_ build: (inout Terms) -> Void) {
        self.init()
        build(&self)
    }
}
