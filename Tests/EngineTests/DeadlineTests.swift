import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Deadlines fire through the inbox, once", .timeLimit(.minutes(5)))
struct DeadlineTests {
    private let payment = Shop.payment(1)

    @Test("a capture window that closes releases the hold, once", arguments: StoreKind.all)
    func expiry(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                var terms = Terms()
                terms.captureWindow = .days(7)
                try await engine.authorize(payment, terms: terms)
                time.advance(by: .days(7))
                try await eventually { try engine.payment(payment)?.state.closed != nil }
                let expired = try #require(try engine.payment(payment))
                #expect(expired.released == .nok(500_00))
                #expect(expired.state.closed?.cause == .expired)
                #expect(expired.state.closed?.at == Shop.opening + .days(7))
            }
            // Nothing is left to fire, whoever looks next.
            try await database.running(time: time) { engine in await engine.ask(Shop.create(), on: Shop.payment(2)) }
            #expect(try database.reader().events(of: payment).count == 3)
            #expect(try database.reader().nextDeadline(of: Shop.merchant) == nil)
        }
    }

    @Test("nothing fires before its time, and a clock that stands still fires nothing", arguments: StoreKind.all)
    func notYet(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                await engine.ask(Shop.create(terms: openFor(.hours(1))), on: Shop.payment(1))
                await engine.ask(Shop.create(terms: openFor(.hours(2))), on: Shop.payment(2))
                time.set(to: Instant(milliseconds: Shop.opening.milliseconds + 2 * 3_600_000 - 1))
                try await eventually { try engine.payment(Shop.payment(1))?.state.ending != nil }
                #expect(try engine.payment(Shop.payment(2))?.state.ending == nil)
            }
        }
    }

    @Test("a command that settles a matter ends the deadlines that waited for it", arguments: StoreKind.all)
    func settled(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            var terms = Terms()
            terms.openFor = .hours(1)
            terms.captureWindow = .days(7)
            try await database.running { engine in
                await engine.ask(Shop.create(terms: terms))
                #expect(try database.reader().nextDeadline(of: Shop.merchant) == Shop.opening + .hours(1))
                await engine.ask(Shop.approve(terms: terms))
                #expect(try database.reader().nextDeadline(of: Shop.merchant) == Shop.opening + .days(7))
                await engine.ask(Shop.capture(nil))
                #expect(try database.reader().nextDeadline(of: Shop.merchant) == nil)
                try await engine.authorize(Shop.payment(2), terms: terms)
            }
            #expect(try database.reader().nextDeadline(of: Shop.merchant) == Shop.opening + .days(7))
        }
    }

    @Test("a deadline that its payment does not know fires into nothing, and is gone", arguments: StoreKind.all)
    func stray(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let store = try OpenStore(database)
            try store.write(payment) { batch in
                batch.decide(Shop.create(), on: payment)
                batch.newDeadlines = [
                    Deadline(due: Shop.opening, merchant: Shop.merchant, payment: payment, kind: .expire),
                    Deadline(due: Shop.opening, merchant: Shop.merchant, payment: payment, kind: .captureAutomatically),
                ]
            }
            try store.store.close()
            try await database.running { engine in
                try await eventually { try database.reader().nextDeadline(of: Shop.merchant) == nil }
                #expect(await engine.ask(Shop.amend("still sound")).acceptance != nil)
            }
        }
    }

    @Test("what came due while nobody ran fires at the next start", arguments: StoreKind.all)
    func overdue(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                await engine.ask(Shop.create(terms: openFor(.hours(1))), on: payment)
            }
            time.advance(by: .days(30))
            try await database.running(time: time) { engine in
                try await eventually { try engine.payment(payment)?.state.ending?.cause == .abandoned }
            }
        }
    }

    @Test("deadlines that are seen together fire in the order of their time", arguments: StoreKind.all)
    func order(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            let count = 1_500
            _ = try await database.together(
                (1...count).map { number in
                    .ask(Shop.create(terms: openFor(.seconds(Int64(count - number + 1)))), on: Shop.payment(number))
                }, time: time)
            time.advance(by: .hours(1))
            try await database.running(time: time) { _ in
                try await eventually { try database.reader().nextDeadline(of: Shop.merchant) == nil }
            }
            let fired = try eventsInOrder(of: database).filter { $0.fact == .abandoned }
            #expect(fired.map(\.payment) == (1...count).reversed().map { Shop.payment($0) })
        }
    }

    @Test("a deadline sooner than the pulse would look rouses it", arguments: StoreKind.all)
    func rouses(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            var fastest = Duration.seconds(10)
            try await database.running(time: SystemTime()) { engine in
                // On a busy machine many tries may be slow; unroused, every one is.
                for number in 1...60 where fastest >= .milliseconds(350) {
                    // Time for the pulse to fall asleep again.
                    try await Task.sleep(for: .milliseconds(20))
                    let id = Shop.payment(number)
                    let began = ContinuousClock.now
                    await engine.ask(Shop.create(terms: openFor(Interval(milliseconds: 5))), on: id)
                    try await eventually { try engine.payment(id)?.state.ending != nil }
                    fastest = min(fastest, ContinuousClock.now - began)
                }
            }
            // Unroused, each waits for the next look, nearly half a second away.
            #expect(fastest < .milliseconds(350))
        }
    }

    @Test("when the store refuses a deadline's batch, it fires later", arguments: StoreKind.all)
    func storeTrouble(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                await engine.ask(Shop.create(terms: openFor(.hours(1))), on: payment)
                database.faults.next(.fails, .outcomeUnknown(landed: false))
                time.advance(by: .hours(1))
                try await eventually { try engine.payment(payment)?.state.ending != nil }
                #expect(try engine.events(of: payment).count == 2)
            }
        }
    }

    private func openFor(_ interval: Interval) -> Terms {
        var terms = Terms()
        terms.openFor = interval
        return terms
    }
}

/// Every event of the database, in the order in which they were written.
func eventsInOrder(of database: Database) throws -> [Event] {
    let source = try database.auditSource()
    var ids: [PaymentID] = []
    try source.payments { id, _ in ids.append(id) }
    var byHash: [[UInt8]: Event] = [:]
    for id in ids { for record in try source.events(of: id).get() { byHash[record.hash] = record.event } }
    var events: [Event] = []
    try source.batches { _, _, hashes in events += hashes.compactMap { byHash[$0] } }
    return events
}
