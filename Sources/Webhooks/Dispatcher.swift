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
    private let dialects: DialectDirectory
    private let sender: FaultySender
    private let time: any TimeSource
    private let logger: Logger
    private let flights = Flights()

    /// How long it rests between two looks.
    private static let pause = Interval(milliseconds: 50)
    /// Webhooks read at one look.
    private static let stretch = 1_024

    package init(
        engine: Engine, reader: any PaymentReader & DeliveryReader, dialects: DialectDirectory,
        sender: any WebhookSender, faults: FaultBook? = nil, time: any TimeSource = SystemTime(), logger: Logger
    ) {
        self.engine = engine
        self.reader = reader
        self.dialects = dialects
        self.sender = FaultySender(sender, faults: faults) { time.now() }
        self.time = time
        self.logger = logger
    }

    /// Runs until told to shut down. What is on its way then is broken off, and sent again at the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await plan()
            await withDiscardingTaskGroup { group in
                var last: [MerchantID: WaitingDelivery] = [:]
                while !Task.isCancelled {
                    for merchant in engine.deliveries.takeDue(at: time.now()) {
                        let look = look(at: merchant, after: last[merchant])
                        // However many wait for a slow receiver, the next look goes past them. What found no room is
                        // met again on the next round.
                        last[merchant] = look.goesOn ? look.due.last : nil
                        var hasMore = look.goesOn
                        for delivery in look.due where !look.underWay.contains(delivery.place) {
                            guard flights.begin(delivery.place) else {
                                hasMore = true
                                continue
                            }
                            group.addTask {
                                await attempt(delivery, of: merchant)
                                flights.end(delivery.place)
                                engine.deliveries.add(delivery.due, of: merchant, at: time.now())
                            }
                        }
                        if hasMore { engine.deliveries.add(look.horizon, of: merchant, at: time.now()) }
                    }
                    await engine.deliveries.sleep(at: time.now(), atLeast: Self.pause)
                }
            }
        }
    }

    /// What every merchant has waiting, from before this start.
    private func plan() async {
        while !Task.isCancelled {
            do {
                for (merchant, due) in try reader.nextDeliveries() {
                    engine.deliveries.add(due, of: merchant, at: time.now())
                }
                return
            } catch {
                logger.error("cannot read the outbox; trying again", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    private struct Look {
        let horizon: Instant
        /// On their way when the look began: one that lands in the meantime is recorded, and what is seen of it is old.
        let underWay: Set<DeliveryPlace>
        var due: [WaitingDelivery] = []
        /// Whether there may be more behind the last one.
        var goesOn = false
    }

    private func look(at merchant: MerchantID, after last: WaitingDelivery?) -> Look {
        // What follows at once on a frozen clock is told at once too.
        let clock = engine.clocks.clock(of: merchant)
        let horizon = clock.now(at: time.now()) + (clock.isFrozen ? MerchantClock.moment : .zero)
        var look = Look(horizon: horizon, underWay: flights.places)
        guard !flights.isFull else {
            look.goesOn = true
            return look
        }
        do {
            look.due = try reader.deliveries(of: merchant, dueBy: horizon, after: last, limit: Self.stretch)
            look.goesOn = look.due.count == Self.stretch || last != nil
            if let next = try reader.nextDelivery(of: merchant, after: horizon) {
                engine.deliveries.add(next, of: merchant, at: time.now())
            }
        } catch {
            logger.error("cannot read the outbox; trying again", metadata: ["error": "\(error)"])
            look.goesOn = true
        }
        return look
    }

    private func attempt(_ delivery: WaitingDelivery, of merchant: MerchantID) async {
        let place = delivery.place
        let begin = engine.clocks.now(of: merchant)
        let started = ContinuousClock.now
        guard let (webhook, subject, gaps) = webhook(for: place) else {
            await record(
                delivery, at: begin, took: .zero,
                Delivered(status: nil, note: "nothing to send", succeeded: true), gaps: [])
            return
        }
        let delivered = await sender.send(webhook, about: subject)
        // Broken off by the shutdown: it counts as not tried.
        guard !Task.isCancelled || delivered.succeeded else { return }
        await record(delivery, at: begin, took: .since(started), delivered, gaps: gaps)
    }

    private func record(
        _ delivery: WaitingDelivery, at begin: Instant, took: Interval, _ delivered: Delivered, gaps: [Interval]
    ) async {
        let number = delivery.attempts + 1
        let next: Instant? = delivered.succeeded || number >= gaps.count ? nil : begin + gaps[number]
        let attempt = DeliveryAttempt(
            place: delivery.place, number: number, at: begin, took: took, status: delivered.status,
            note: delivered.note, next: next)
        if await !engine.record(attempt) {
            logger.warning("an attempt was not recorded; the webhook will be sent again")
        }
        if !delivered.succeeded, next == nil {
            logger.warning(
                "a webhook is given up", metadata: ["endpoint": "\(delivery.place.endpoint)", "attempts": "\(number)"])
        }
    }

    private func webhook(for place: DeliveryPlace) -> (OutgoingWebhook, FaultySender.Subject, gaps: [Interval])? {
        do {
            let moment = try reader.acceptance(
                DecisionPlace(payment: place.payment, sequence: place.sequence, eventCount: 1))
            guard let dialect = dialects.dialect(of: moment.payment), let event = moment.events.first,
                let webhook = dialect.webhook(for: event, of: moment.payment, to: place.endpoint)
            else { return nil }
            return (webhook, FaultySender.Subject(event, of: moment.payment), dialect.webhookGaps)
        } catch {
            logger.error("cannot read what a webhook is about", metadata: ["error": "\(error)"])
            return nil
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
