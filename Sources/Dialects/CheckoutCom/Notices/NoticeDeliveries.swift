import DialectKit
import PaymentCore

/// What became of notices, and sending them once more. All of it is in the outbox.
struct NoticeDeliveries {
    let desk: Desk
    let log: any DeliveryLog

    /// As many are sent again at one request.
    private static let requestLimit = 100
    /// Deliveries of one payment that are looked through.
    private static let lookLimit = 10_000

    /// To the subscriptions that are meant and that want them. Each is a delivery of its own, tried as long as any other.
    func send(_ notices: [Notice], to isMeant: (String) -> Bool) async throws(Problem) {
        let subscriptions = try desk.subscriptions().filter { isMeant($0.name) }
        let added = notices.flatMap { notice in
            subscriptions.filter { $0.wants(notice.type) }.map { subscription in
                let name = Name.spell(desk.checkout.identifiers.next() as Identifier<Self>, "req")
                return AddedDelivery(
                    payment: notice.payment.id, sequence: notice.event.sequence,
                    endpoint: NoticeAddress(subscriber: subscription.name, half: notice.half, request: name).endpoint)
            }
        }
        guard !added.isEmpty else { return }
        do {
            try await log.add(Array(added.prefix(Self.requestLimit)), of: desk.call.merchant)
        } catch {
            throw .unavailable(error)
        }
    }

    /// Everyone who was or is to be told, in the order of their names.
    func told(_ notice: Notice) throws(Problem) -> [NoticeDelivery] {
        let wish = DeliveryWish(payment: notice.payment.id, limit: Self.lookLimit)
        var told: [String: NoticeDelivery] = [:]
        do throws(Unavailable) {
            for report in try log.deliveries(of: desk.call.merchant, wish)
            where report.sequence == notice.event.sequence {
                let address = NoticeAddress(report.endpoint)
                guard address.half == notice.half else { continue }
                told[address.subscriber, default: NoticeDelivery(subscriber: address.subscriber)].add(
                    report, isAskedFor: address.request != nil)
            }
        } catch {
            throw .unavailable(error)
        }
        return told.values.sorted { $0.subscriber < $1.subscriber }
    }
}

/// One notice at one subscription: every attempt, also those that somebody asked for.
struct NoticeDelivery {
    let subscriber: String
    private(set) var isPending = false
    /// Oldest first.
    private(set) var attempts: [Attempt] = []

    struct Attempt {
        let attempt: DeliveryReport.Attempt
        let isAskedFor: Bool
        /// Of its delivery: the first one, and whether another will follow.
        let isFirst: Bool
        let isFinal: Bool

        var succeeded: Bool { attempt.status.map { (200..<300).contains($0) } ?? false }
    }

    init(subscriber: String) { self.subscriber = subscriber }

    var succeeded: Bool { attempts.contains(where: \.succeeded) }

    mutating func add(_ report: DeliveryReport, isAskedFor: Bool) {
        if report.state == .pending { isPending = true }
        let last = report.attempts.last?.number
        attempts += report.attempts.filter { $0.request != nil }.map { attempt in
            Attempt(
                attempt: attempt, isAskedFor: isAskedFor, isFirst: attempt.number == 1,
                isFinal: attempt.number == last && report.state != .pending)
        }
        attempts.sort { ($0.attempt.at, $0.attempt.number) < ($1.attempt.at, $1.attempt.number) }
    }
}
