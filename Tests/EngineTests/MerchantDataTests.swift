import Engine
import PaymentCore
import Synchronization
import TestWorld
import Testing

@Suite("Everything of a merchant: erased, kept, brought back", .timeLimit(.minutes(5)))
struct MerchantDataTests {
    private static let id = SnapshotID(high: 9, low: 9)
    private let payment = Shop.payment(1)

    private static func terms() -> Terms {
        var terms = Terms()
        terms.captureWindow = .days(7)
        return terms
    }

    @Test(
        "after an erasure a payment, its key and its deadline are gone, and the names are free",
        arguments: StoreKind.all)
    func erases(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                let create = Shop.create(terms: Self.terms())
                await engine.ask(create, key: Shop.key("k-1"), reference: Shop.reference("order"))
                await engine.ask(Shop.approve(terms: Self.terms()))
                let erased = try await engine.change(Shop.merchant, .erase(clock: nil))
                #expect(erased == .done(nil))
                #expect(try engine.payment(payment) == nil)
                #expect(try database.reader().nextDeadline(of: Shop.merchant) == nil)
                #expect(await engine.ask(Shop.capture(nil)).refusal == .paymentUnknown)
                let again = await engine.ask(create, key: Shop.key("k-1"), reference: Shop.reference("order"))
                #expect(again.acceptance != nil && !again.isReplayed)
            }
        }
    }

    @Test(
        "a restored key replays, a restored clock goes on from then, a restored deadline fires again",
        arguments: StoreKind.all)
    func restores(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                try await engine.authorize(terms: Self.terms())
                await engine.ask(Shop.capture(.nok(100_00)), key: Shop.key("k-1"))
                let before = try engine.payment(payment)
                #expect(
                    try await engine.change(Shop.merchant, .keep(Self.id, name: "held"))
                        == .done(
                            Snapshot(id: Self.id, name: "held", at: Shop.opening, isFrozen: false, payments: 1)))
                for _ in 1...2 {
                    time.advance(by: .days(8))
                    try await eventually { try engine.payment(payment)?.state.closed != nil }
                    _ = try await engine.change(Shop.merchant, .restore(Self.id))
                    #expect(engine.clocks.now(of: Shop.merchant) == Shop.opening)
                    #expect(engine.clocks.now(of: Shop.otherMerchant) == time.now())
                    #expect(try engine.payment(payment) == before)
                    let replay = await engine.ask(Shop.capture(.nok(100_00)), key: Shop.key("k-1"))
                    #expect(replay.isReplayed)
                    try await Task.sleep(for: .milliseconds(20))
                    #expect(try engine.payment(payment)?.state.closed == nil, "seven days have not gone by again")
                }
            }
        }
    }

    @Test("a clock that stood still stands still again, at the same instant", arguments: StoreKind.all)
    func frozen(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                let instant = Shop.opening + .days(3)
                try await engine.set(.frozen(at: instant), of: Shop.merchant)
                _ = try await engine.change(Shop.merchant, .keep(Self.id, name: nil))
                _ = try await engine.change(Shop.merchant, .erase(clock: .real))
                #expect(engine.clocks.clock(of: Shop.merchant) == .real)
                _ = try await engine.change(Shop.merchant, .restore(Self.id))
            }
            try await database.running(time: time) { engine in
                #expect(engine.clocks.clock(of: Shop.merchant) == .frozen(at: Shop.opening + .days(3)))
            }
        }
    }

    @Test(
        "commands before an erasure are erased, those after it are not, though they wait together",
        arguments: StoreKind.all)
    func inOrder(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            try await withThrowingTaskGroup { group in
                for number in 1...2 {
                    group.addImmediateTask {
                        #expect(await engine.ask(Shop.create(), on: Shop.payment(number)).acceptance != nil)
                    }
                }
                group.addImmediateTask { _ = try await engine.change(Shop.merchant, .erase(clock: nil)) }
                group.addImmediateTask { #expect(await engine.ask(Shop.create(.nok(7_00))).acceptance != nil) }
                try await engine.running { try await group.waitForAll() }
            }
            #expect(try database.reader().payment(payment)?.birth.requested == .nok(7_00))
            #expect(try database.reader().payment(Shop.payment(2)) == nil)
        }
    }

    @Test("what came of a webhook that was seen before counts for nothing afterwards", arguments: StoreKind.all)
    func lateAttempt(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Endpoints("a")) { database in
            try await database.running { engine in
                await engine.ask(Shop.create())
                _ = try await engine.change(Shop.merchant, .keep(Self.id, name: nil))
                let attempt = DeliveryAttempt(
                    place: DeliveryPlace(payment: payment, sequence: 2, endpoint: "a"), number: 1, at: Shop.opening,
                    took: .zero, status: 200, note: "ok", next: nil)
                await engine.ask(Shop.approve())
                let (era, otherEra) = (
                    engine.clocks.era(of: Shop.merchant), engine.clocks.era(of: Shop.otherMerchant)
                )
                _ = try await engine.change(Shop.merchant, .restore(Self.id))
                // Another event under the same number: nobody has heard of it.
                await engine.ask(.decline(.payerDeclined))
                #expect(await engine.record(attempt, seenIn: era))
                let reader = try database.deliveryReader()
                #expect(try reader.attempts(of: payment).isEmpty)
                #expect(await engine.record(attempt, seenIn: engine.clocks.era(of: Shop.merchant)))
                #expect(try reader.attempts(of: payment) == [attempt])
                #expect(engine.clocks.era(of: Shop.otherMerchant) == otherEra)
            }
        }
    }

    @Test("a deadline that is fired before its time, as one seen before a restore is, stays", arguments: StoreKind.all)
    func earlyDeadline(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let commands = [Shop.create(), Shop.approve(terms: Self.terms())]
            let time = ManualTime()
            _ = try await database.inOneBatch(commands.map { Submission.ask($0).work }, time: time)
            let expiry = Deadline(
                due: Shop.opening + .days(7), merchant: Shop.merchant, payment: payment, kind: .expire)
            #expect(try await database.inOneBatch([.deadline(expiry)], time: time).map(\.refusal) == [.notDue])
            #expect(try database.reader().nextDeadline(of: Shop.merchant) == expiry.due)
        }
    }

    @Test("a snapshot is its merchant's alone, and there is a limit to how many", arguments: StoreKind.all)
    func limits(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                for number in 1...Snapshot.limit {
                    let id = SnapshotID(high: UInt64(number), low: 1)
                    guard case .done = try await engine.change(Shop.merchant, .keep(id, name: nil)) else {
                        Issue.record("snapshot \(number) is refused")
                        return
                    }
                }
                #expect(try await engine.change(Shop.merchant, .keep(Self.id, name: nil)) == .tooManySnapshots)
                let first = SnapshotID(high: 1, low: 1)
                #expect(try await engine.change(Shop.otherMerchant, .restore(first)) == .noSuchSnapshot)
                #expect(try await engine.change(Shop.otherMerchant, .forget(first)) == .noSuchSnapshot)
                _ = try await engine.change(Shop.merchant, .forget(first))
                #expect(try await engine.change(Shop.merchant, .restore(first)) == .noSuchSnapshot)
                #expect(try await engine.change(Shop.merchant, .keep(Self.id, name: nil)) != .tooManySnapshots)
            }
            #expect(try database.snapshotReader().snapshots(of: Shop.merchant).count == Snapshot.limit)
        }
    }

    @Test("whoever remembers documents is told before anybody else is answered", arguments: StoreKind.all)
    func told(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let told = Mutex<[MerchantID]>([])
            let engine = try Engine(
                store: try database.open(), reader: try database.reader(), digests: testDigests, outbox: Endpoints(),
                time: ManualTime(),
                memory: Memory(remembers: { _ in false }) { merchant, renewed throws(StoreError) in
                    told.withLock { if renewed { $0.append(merchant) } }
                }, logger: silence)
            try await engine.running {
                _ = try await engine.change(Shop.merchant, .keep(Self.id, name: nil))
                _ = try await engine.change(Shop.otherMerchant, .restore(Self.id))
                #expect(told.withLock { $0 } == [])
                _ = try await engine.change(Shop.otherMerchant, .erase(clock: nil))
                _ = try await engine.change(Shop.merchant, .restore(Self.id))
                #expect(told.withLock { $0 } == [Shop.otherMerchant, Shop.merchant])
                _ = try await engine.change(Shop.merchant, .forget(Self.id))
                #expect(told.withLock { $0.count } == 2)
            }
        }
    }

    @Test("a commit that failed has erased nothing; one whose answer was lost has", arguments: StoreKind.all)
    func trouble(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                await engine.ask(Shop.create())
                for fault in [StoreFault.fails, .outcomeUnknown(landed: false)] {
                    database.faults.next(fault)
                    await #expect(throws: Unavailable.storeDown) {
                        try await engine.change(Shop.merchant, .erase(clock: nil))
                    }
                    #expect(try engine.payment(payment) != nil)
                }
                database.faults.next(.outcomeUnknown(landed: true))
                let erased = try await engine.change(Shop.merchant, .erase(clock: nil))
                #expect(erased == .done(nil))
                #expect(try engine.payment(payment) == nil)
            }
        }
    }
}
