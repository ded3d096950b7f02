package import DialectKit
package import Engine
package import Logging
import PaymentCore
import ServiceLifecycle

/// Sends what the outbox holds. Everything it knows is in the store: a dispatcher that dies sends again what it had not
/// recorded, and nothing else is lost.
package struct Dispatcher: Service {
    private let engine: Engine
    private let reader: any PaymentReader & DeliveryReader
    private let dialects: DialectDirectory
    private let sender: any WebhookSender
    private let time: any TimeSource
    private let logger: Logger
    private let flights = Flights()

    /// How long it rests between two looks.
    private static let pause = Duration.milliseconds(50)

    package init(
        engine: Engine, reader: any PaymentReader & DeliveryReader, dialects: DialectDirectory,
        sender: any WebhookSender, time: any TimeSource = SystemTime(), logger: Logger
    ) {
        self.engine = engine
        self.reader = reader
        self.dialects = dialects
        self.sender = sender
        self.time = time
        self.logger = logger
    }

    /// Runs until told to shut down. What is on its way then is broken off, and sent again at the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    for delivery in due() where flights.begin(delivery.place) {
                        group.addTask {
                            await attempt(delivery)
                            flights.end(delivery.place)
                        }
                    }
                    try? await Task.sleep(for: Self.pause)
                }
            }
        }
    }

    private func due() -> [WaitingDelivery] {
        do {
            return try reader.deliveries(
                dueBy: time.now(), limit: Flights.limit * 2, excluding: flights.saturatedEndpoints)
        } catch {
            logger.error("cannot read the outbox; trying again", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func attempt(_ delivery: WaitingDelivery) async {
        let place = delivery.place
        let begin = time.now()
        guard let (webhook, gaps) = webhook(for: place) else {
            await record(
                delivery, at: begin, Delivered(status: nil, note: "nothing to send", succeeded: true), gaps: [])
            return
        }
        let delivered = await sender.send(webhook)
        // Broken off by the shutdown: it counts as not tried.
        guard !Task.isCancelled || delivered.succeeded else { return }
        await record(delivery, at: begin, delivered, gaps: gaps)
    }

    private func record(
        _ delivery: WaitingDelivery, at begin: Instant, _ delivered: Delivered, gaps: [Interval]
    ) async {
        let number = delivery.attempts + 1
        let now = time.now()
        let next: Instant? = delivered.succeeded || number >= gaps.count ? nil : begin + gaps[number]
        let attempt = DeliveryAttempt(
            place: delivery.place, number: number, at: begin,
            took: Interval(milliseconds: now.milliseconds - begin.milliseconds), status: delivered.status,
            note: delivered.note, next: next)
        if await !engine.record(attempt) {
            logger.warning("an attempt was not recorded; the webhook will be sent again")
        }
        if !delivered.succeeded, next == nil {
            logger.warning(
                "a webhook is given up", metadata: ["endpoint": "\(delivery.place.endpoint)", "attempts": "\(number)"])
        }
    }

    private func webhook(for place: DeliveryPlace) -> (OutgoingWebhook, gaps: [Interval])? {
        do {
            let moment = try reader.acceptance(
                DecisionPlace(payment: place.payment, sequence: place.sequence, eventCount: 1))
            guard let dialect = dialects.dialect(of: moment.payment), let event = moment.events.first,
                let webhook = dialect.webhook(for: event, of: moment.payment, to: place.endpoint)
            else { return nil }
            return (webhook, dialect.webhookGaps)
        } catch {
            logger.error("cannot read what a webhook is about", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
