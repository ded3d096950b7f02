package import Engine
package import Logging
package import PaymentCore
package import Sandbox

/// Moves merchants through their own time.
package final class TimeMachine: MerchantTime {
    let engine: Engine
    let reader: any PaymentReader & DeliveryReader & SnapshotReader
    private let time: any TimeSource
    let logger: Logger
    /// Deadlines that one leg takes at most.
    private static let legLimit = 256
    /// 9999-12-31T23:59:59Z.
    private static let end = Instant(milliseconds: 253_402_300_799_000)

    package init(
        engine: Engine, reader: any PaymentReader & DeliveryReader & SnapshotReader,
        time: any TimeSource = SystemTime(), logger: Logger
    ) {
        self.engine = engine
        self.reader = reader
        self.time = time
        self.logger = logger
    }

    package func reading(of merchant: MerchantID) -> ClockReading {
        let clock = engine.clocks.clock(of: merchant)
        return ClockReading(now: clock.now(at: time.now()), isFrozen: clock.isFrozen)
    }

    package func move(
        _ merchant: MerchantID, _ move: ClockMove, waitsForWebhooks: Bool
    ) async throws(ClockTrouble) -> Journey {
        try await mustBegin(merchant)
        defer { end(merchant) }
        let clock = engine.clocks.clock(of: merchant)
        let now = clock.now(at: time.now())
        switch move {
        case .freeze:
            try await set(.frozen(at: now), of: merchant)
            return arrived(merchant, fired: 0, pending: 0)
        case .unfreeze:
            try await set(running(from: now), of: merchant)
            return arrived(merchant, fired: 0, pending: 0)
        case .advance(let interval):
            guard interval.milliseconds <= Self.end.milliseconds - now.milliseconds else { throw .tooFar }
            let target = now + interval
            return try await travel(merchant, clock, from: now, to: target, waitsForWebhooks) {
                clock.isFrozen ? .frozen(at: target) : self.running(from: target)
            }
        case .set(let target):
            guard target <= Self.end else { throw .tooFar }
            return try await travel(merchant, clock, from: now, to: target, waitsForWebhooks) {
                clock.isFrozen ? .frozen(at: target) : self.running(from: target)
            }
        case .reset:
            return try await travel(merchant, clock, from: now, to: time.now(), waitsForWebhooks) { .real }
        }
    }

    package func startAnew(_ merchant: MerchantID, at start: ClockStart) async throws(ClockTrouble) -> Journey {
        try await mustBegin(merchant)
        defer { end(merchant) }
        let clock: MerchantClock
        switch start {
        case .instant(let instant):
            guard instant <= Self.end else { throw .tooFar }
            clock = engine.clocks.clock(of: merchant).isFrozen ? .frozen(at: instant) : running(from: instant)
        case .now: clock = .real
        }
        do { _ = try await engine.change(merchant, .erase(clock: clock)) } catch { throw .unavailable }
        return arrived(merchant, fired: 0, pending: 0)
    }

    /// False when this merchant is on a journey already, here or on another node. What others did is known afterwards.
    func begin(_ merchant: MerchantID) async throws(Unavailable) -> Bool {
        do {
            guard try engine.duties.begin(.journey(merchant)) else { return false }
        } catch {
            logger.error("a journey cannot begin", metadata: ["error": "\(error)"])
            throw .storeDown
        }
        do { try await engine.look(at: merchant) } catch {
            end(merchant)
            throw error
        }
        return true
    }

    func end(_ merchant: MerchantID) { engine.duties.end(.journey(merchant)) }

    private func mustBegin(_ merchant: MerchantID) async throws(ClockTrouble) {
        let hasBegun: Bool
        do { hasBegun = try await begin(merchant) } catch { throw .unavailable }
        guard hasBegun else { throw .underWay }
    }

    /// A journey to `target`; `destination` is the clock there.
    private func travel(
        _ merchant: MerchantID, _ clock: MerchantClock, from start: Instant, to target: Instant,
        _ waitsForWebhooks: Bool, _ destination: () -> MerchantClock
    ) async throws(ClockTrouble) -> Journey {
        guard target >= start else {
            guard try !reading({ () throws(StoreError) in try reader.hasPayments(of: merchant) }) else {
                throw .goesBack(now: start)
            }
            try await set(destination(), of: merchant)
            return arrived(merchant, fired: 0, pending: 0)
        }
        var way = Way(merchant: merchant, target: target, waitsForWebhooks: waitsForWebhooks, at: start)
        try await set(clock.travelling(at: start), of: merchant)
        do throws(ClockTrouble) {
            // What is on its way now fails or succeeds now: its next attempt may be on the journey.
            if waitsForWebhooks { try await allTold(merchant, by: start) }
            while try await !goOn(&way) { report(&way) }
        } catch {
            // As far as it came.
            try? await set(clock.travelling(at: way.at).settled(at: time.now()), of: merchant)
            throw error
        }
        try await set(destination(), of: merchant)
        let waiting = try reading { () throws(StoreError) in
            try reader.deliveries(of: merchant, dueBy: target, after: nil, limit: 1_000)
        }
        return arrived(merchant, fired: way.fired, pending: waiting.count)
    }

    private struct Way {
        let merchant: MerchantID
        let target: Instant
        let waitsForWebhooks: Bool
        var at: Instant
        var fired = 0
        var reportedAt = ContinuousClock.now
    }

    /// One leg, and the webhooks due by its end. True when nothing is left before the target.
    private func goOn(_ way: inout Way) async throws(ClockTrouble) -> Bool {
        let (merchant, at) = (way.merchant, way.at)
        let retry =
            way.waitsForWebhooks
            ? try reading { () throws(StoreError) in try reader.nextDelivery(of: merchant, after: at) } : nil
        let horizon = min(way.target, retry ?? way.target)
        let deadlines = try reading { () throws(StoreError) in
            try reader.deadlines(of: merchant, dueBy: horizon, limit: Self.legLimit)
        }
        if deadlines.isEmpty, at == way.target { return true }
        let known = deadlines.count == Self.legLimit ? deadlines.last?.due ?? horizon : horizon
        let leg = Leg(
            merchant: merchant, deadlines: deadlines, horizon: known, pausesForWebhooks: way.waitsForWebhooks)
        let arrival: Leg.Arrival
        do { arrival = try await engine.travel(leg) } catch { throw .unavailable }
        way.at = arrival.at
        way.fired += arrival.fired
        if way.waitsForWebhooks { try await allTold(merchant, by: arrival.at) }
        return false
    }

    /// Waits until every webhook due by `at` has been attempted.
    private func allTold(_ merchant: MerchantID, by at: Instant) async throws(ClockTrouble) {
        while true {
            let waiting = try reading { () throws(StoreError) in
                try reader.deliveries(of: merchant, dueBy: at, after: nil, limit: 1)
            }
            guard !waiting.isEmpty else { return }
            do { try await time.sleep(for: .milliseconds(1)) } catch { throw .unavailable }
        }
    }

    private func report(_ way: inout Way) {
        guard ContinuousClock.now - way.reportedAt > .seconds(1) else { return }
        way.reportedAt = .now
        let days = (way.target.milliseconds - way.at.milliseconds) / 86_400_000
        logger.info("a merchant's time moves on", metadata: ["fired": "\(way.fired)", "days left": "\(days)"])
    }

    private func running(from instant: Instant) -> MerchantClock {
        .running(ahead: Interval(milliseconds: instant.milliseconds - time.now().milliseconds))
    }

    private func set(_ clock: MerchantClock, of merchant: MerchantID) async throws(ClockTrouble) {
        do { try await engine.set(clock, of: merchant) } catch { throw .unavailable }
    }

    private func arrived(_ merchant: MerchantID, fired: Int, pending: Int) -> Journey {
        Journey(reading: reading(of: merchant), fired: fired, pending: pending)
    }

    private func reading<Value>(_ body: () throws(StoreError) -> Value) throws(ClockTrouble) -> Value {
        do { return try body() } catch {
            logger.error("a read failed", metadata: ["error": "\(error)"])
            throw .unavailable
        }
    }
}
