package import DialectKit
package import Engine
package import Logging
import PaymentCore
package import Sandbox
import ServiceLifecycle

/// Sends what the outbox holds. Everything it knows is in the store: a dispatcher that dies sends again what it had not
/// recorded, and nothing else is lost.
package struct Dispatcher: Service {
    private let engine: Engine
    private let reader: any PaymentReader & DeliveryReader
    private let composer: Composer
    private let subscriptions: SubscriptionRegistry
    private let sender: FaultySender
    private let time: any TimeSource
    private let watch: (any DeliveryWatch)?
    private let logger: Logger
    private let flights = Flights()

    /// How long it rests after a look that left something to send; and when hardly any of it could be taken in hand.
    private static let pause = Duration.milliseconds(50)
    private static let longPause = Duration.milliseconds(200)
    private static let fewTaken = 16
    /// After any other, this many times as long as it took: looks take a fifth of the time at most.
    private static let restPerLook = 4
    /// A machine that stood still in the middle of a look makes nobody wait for longer.
    private static let longestRest = Duration.milliseconds(500)
    /// How long a webhook rests that the store would not read, or whose attempt it would not keep.
    private static let pauseInTrouble = Duration.seconds(5)
    /// Webhooks read at one look: few while they can be sent, twice as many each time that none of them can, to get past them.
    private static let stretch = 64...1_024

    package init(
        engine: Engine, reader: any PaymentReader & DeliveryReader, dialects: DialectDirectory,
        announcers: AnnouncerDirectory, subscriptions: SubscriptionRegistry, sender: any WebhookSender,
        faults: FaultBook? = nil, time: any TimeSource = SystemTime(), watch: (any DeliveryWatch)? = nil,
        logger: Logger
    ) {
        self.engine = engine
        self.reader = reader
        self.subscriptions = subscriptions
        composer = Composer(
            reader: reader, dialects: dialects, announcers: announcers, subscriptions: subscriptions, time: time,
            logger: logger)
        self.sender = FaultySender(sender, faults: faults) { time.now() }
        self.time = time
        self.watch = watch
        self.logger = logger
    }

    /// Runs until told to shut down. What is on its way then is broken off, and sent again at the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await dispatch() }
    }

    /// Runs until its task is canceled.
    package func dispatch() async {
        await plan()
        await withDiscardingTaskGroup { group in
            var rounds: [MerchantID: Round] = [:]
            var ofOthers = Rounds(engine.duties)
            while !Task.isCancelled {
                if ofOthers.isDue {
                    await plan()
                    ofOthers.end()
                }
                var (isLaden, mostTaken, began) = (false, 0, time.uptime())
                for merchant in engine.deliveries.takeDue(at: time.now()) {
                    let round = rounds[merchant, default: Round()]
                    let look = look(at: merchant, round)
                    var (hasMore, taken) = (look.goesOn, 0)
                    for delivery in look.due where !look.underWay.contains(delivery.place) {
                        switch flights.begin(delivery, seenIn: look.era, life: look.life) {
                        case .begins(let flight):
                            taken += 1
                            group.addTask { await send(flight) }
                        case .waits: taken += 1
                        case .not: hasMore = true
                        }
                    }
                    rounds[merchant] = round.going(on: look.end, takingSome: taken > 0)
                    mostTaken = max(mostTaken, taken)
                    isLaden = isLaden || hasMore
                    if hasMore { engine.deliveries.addAtOnce(merchant, byKeeper: true) }
                }
                if isLaden {
                    // Whatever ends or is written meanwhile: what there is to send is in hand.
                    try? await time.sleep(for: mostTaken < Self.fewTaken ? Self.longPause : Self.pause)
                } else {
                    try? await time.sleep(for: min((time.uptime() - began) * Self.restPerLook, Self.longestRest))
                    await engine.deliveries.sleep(at: time.now())
                }
            }
        }
    }

    /// What every merchant has waiting, from before this start or of other nodes.
    private func plan() async {
        while !Task.isCancelled {
            do {
                for (merchant, due) in try reader.nextDeliveries() {
                    engine.deliveries.add(due, of: merchant, at: time.now())
                }
                return
            } catch {
                logger.error("cannot read the outbox; trying again", metadata: ["error": "\(error)"])
                try? await time.sleep(for: .milliseconds(500))
            }
        }
    }

    /// However many wait for a slow receiver, looks go past them, and begin anew behind the last. But every other look is at
    /// those that have waited longest: where more come than go, no round ends.
    private struct Round {
        var last: WaitingDelivery?
        var isAtOldest = false
        var rows = stretch.lowerBound

        /// Where the next look begins.
        var start: WaitingDelivery? { isAtOldest ? nil : last }

        /// Nil when a look came to the end of all that wait.
        func going(on end: WaitingDelivery?, takingSome: Bool) -> Round? {
            guard let end else { return nil }
            return Round(
                last: isAtOldest ? last : end, isAtOldest: !isAtOldest,
                rows: takingSome ? stretch.lowerBound : min(rows * 2, stretch.upperBound))
        }
    }

    private struct Look {
        let era: Era
        let life: Int
        /// On their way when the look began: one that lands in the meantime is recorded, and what is seen of it is old.
        let underWay: Set<DeliveryPlace>
        var due: [WaitingDelivery] = []
        /// The last that was looked at, when there may be more behind it.
        var end: WaitingDelivery?
        /// Whether there may be more than what was looked at.
        var goesOn = false
    }

    private func look(at merchant: MerchantID, _ round: Round) -> Look {
        // What follows at once on a frozen clock is told at once too.
        let clock = engine.clocks.clock(of: merchant)
        let horizon = clock.now(at: time.now()) + (clock.isFrozen ? MerchantClock.moment : .zero)
        var look = Look(
            era: engine.clocks.era(of: merchant), life: engine.duties.life, underWay: flights.places)
        guard !flights.isFull else {
            look.goesOn = true
            return look
        }
        do {
            let found = try engine.duties.takeDeliveries(
                of: merchant, dueBy: horizon, after: round.start, among: round.rows, from: reader)
            look.due = found.due
            look.end = found.end
            look.goesOn = found.end != nil || round.start != nil
            if let next = try reader.nextDelivery(of: merchant, after: horizon) {
                engine.deliveries.add(next, of: merchant, at: time.now(), byKeeper: true)
            }
        } catch {
            logger.error("cannot read the outbox; trying again", metadata: ["error": "\(error)"])
            look.goesOn = true
        }
        return look
    }

    /// One after the other for the same origin, until none waits.
    private func send(_ first: Flights.Flight) async {
        var next: Flights.Flight? = first
        while let flight = next, !Task.isCancelled {
            let merchant = flight.era.merchant
            // Otherwise the merchant has other data by now, or the others may have sent it and what comes after it.
            if engine.clocks.era(of: merchant) == flight.era, engine.duties.life == flight.life {
                await attempt(flight.delivery, seenIn: flight.era)
            }
            next = flights.end(flight)
            engine.deliveries.addAtOnce(merchant)
        }
    }

    private func attempt(_ delivery: WaitingDelivery, seenIn era: Era) async {
        let merchant = era.merchant
        let begin = engine.clocks.now(of: merchant)
        let started = ContinuousClock.now
        switch composer.compose(delivery.place, of: merchant, at: begin) {
        case .unreadable: try? await time.sleep(for: Self.pauseInTrouble)
        case .nothing(let why):
            await record(
                delivery, seenIn: era, at: begin, took: .zero, Delivered(status: nil, note: why, succeeded: true),
                next: nil)
        case .webhook(let webhook, let gaps, let subscription, let subject):
            // Otherwise the others have taken it over: it is theirs to tell.
            guard engine.duties.isAlive else { return }
            let number = delivery.attempts + 1
            let delivered = await send(webhook, delivery.place, number, about: subject)
            // Broken off by the shutdown: it counts as not tried.
            guard !Task.isCancelled || delivered.succeeded else { return }
            let took = Interval.since(started)
            var next: Instant? = delivered.succeeded || number >= gaps.count ? nil : begin + gaps[number]
            // Before the attempt is recorded: whoever waits for it sees what followed from it.
            if let subscription, await !isKept(subscription, delivered, at: begin) { next = nil }
            await record(delivery, seenIn: era, at: begin, took: took, delivered, next: next, request: webhook.asSent)
        }
    }

    private func send(
        _ webhook: OutgoingWebhook, _ place: DeliveryPlace, _ number: Int, about subject: FaultySender.Subject?
    ) async -> Delivered {
        guard let watch else { return await sender.send(webhook, about: subject) }
        return await watch.sending(webhook, at: place, attempt: number) { await sender.send($0, about: subject) }
    }

    /// Whether the subscription still stands after an attempt.
    private func isKept(_ subscription: Subscription, _ delivered: Delivered, at now: Instant) async -> Bool {
        do throws(Unavailable) {
            return try await subscriptions.note(subscription, succeeded: delivered.succeeded, at: now)?.isEnabled
                ?? false
        } catch {
            logger.warning("what an attempt says of its subscription was not kept")
            return true
        }
    }

    private func record(
        _ delivery: WaitingDelivery, seenIn era: Era, at begin: Instant, took: Interval, _ delivered: Delivered,
        next: Instant?, request: SentRequest? = nil
    ) async {
        let number = delivery.attempts + 1
        let attempt = DeliveryAttempt(
            place: delivery.place, number: number, at: begin, took: took, status: delivered.status,
            note: delivered.note, next: next, request: request)
        if await !engine.record(attempt, seenIn: era) {
            logger.warning("an attempt was not recorded; the webhook will be sent again")
            // Not at once: while the store is down, the endpoint would be told without a pause.
            try? await time.sleep(for: Self.pauseInTrouble)
        }
        watch?.ended(
            request == nil ? .nothing : delivered.succeeded ? .delivered : next == nil ? .givenUp : .failed)
        if !delivered.succeeded, next == nil {
            logger.warning(
                "a webhook is given up", metadata: ["endpoint": "\(delivery.place.endpoint)", "attempts": "\(number)"])
        }
    }
}

extension Interval {
    /// Real time, whatever the merchant's clock says.
    fileprivate static func since(_ start: ContinuousClock.Instant) -> Interval {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Interval(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
