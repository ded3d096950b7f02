import DialectKit
import Engine
import Logging
import PaymentCore

/// What a delivery is to send: asked of whoever speaks its wire, at each attempt anew.
struct Composer: Sendable {
    let reader: any PaymentReader & DeliveryReader
    let dialects: DialectDirectory
    let announcers: AnnouncerDirectory
    let subscriptions: SubscriptionRegistry
    let time: any TimeSource
    let logger: Logger

    enum Composed {
        /// With the wire's schedule, the subscription it goes to, if it is one, and the event it tells of, if it does.
        case webhook(OutgoingWebhook, gaps: [Interval], Subscription?, FaultySender.Subject?)
        case nothing(why: String)
        /// The store does not say now what it is about.
        case unreadable
    }

    func compose(_ place: DeliveryPlace, of merchant: MerchantID, at merchantNow: Instant) -> Composed {
        do throws(StoreError) {
            guard let endpoint = SubscriptionEndpoint(place.endpoint) else { return try own(place) }
            return try subscribed(place, endpoint, of: merchant, at: merchantNow)
        } catch {
            logger.error("cannot read what a webhook is about; trying again", metadata: ["error": "\(error)"])
            return .unreadable
        }
    }

    /// To an address of the payment's own.
    private func own(_ place: DeliveryPlace) throws(StoreError) -> Composed {
        let moment = try moment(of: place)
        guard let dialect = dialects.dialect(of: moment.payment), let event = moment.events.first else {
            return .nothing(why: "nothing to send")
        }
        let found: OutgoingWebhook?
        do throws(Unavailable) {
            found = try dialect.webhook(for: event, of: moment.payment, to: place.endpoint)
        } catch {
            return .unreadable
        }
        guard let webhook = found else { return .nothing(why: "nothing to send") }
        return .webhook(webhook, gaps: dialect.webhookGaps, nil, FaultySender.Subject(event, of: moment.payment))
    }

    private func subscribed(
        _ place: DeliveryPlace, _ endpoint: SubscriptionEndpoint, of merchant: MerchantID, at merchantNow: Instant
    ) throws(StoreError) -> Composed {
        guard let subscription = subscriptions.subscription(endpoint.id, of: merchant) else {
            return .nothing(why: "given up: the endpoint was removed")
        }
        guard subscription.isEnabled else { return .nothing(why: subscription.whyGivenUp) }
        guard let announcer = announcers.announcer(on: subscription.wire),
            let subject = try subject(of: place, merchant, withHistory: announcer.tellsHistory)
        else { return .nothing(why: "nothing to send") }
        let occasion = Occasion(subject, topic: endpoint.topic, now: time.now(), merchantNow: merchantNow)
        guard let webhook = announcer.webhook(for: occasion, to: subscription) else {
            return .nothing(why: "nothing to send")
        }
        return .webhook(webhook, gaps: announcer.subscriptionGaps, subscription, subject.told)
    }

    private func subject(
        of place: DeliveryPlace, _ merchant: MerchantID, withHistory: Bool
    ) throws(StoreError) -> Occasion.Subject? {
        if place.isNotice {
            let name = NoticeID(high: place.payment.high, low: place.payment.low)
            return try subscriptions.storedNotice(name, of: merchant).map { .notice($0) }
        }
        let moment = try moment(of: place)
        guard let event = moment.events.first else { return nil }
        let history = withHistory ? try reader.events(of: place.payment).filter { $0.sequence <= place.sequence } : []
        return .event(event, of: moment.payment, history: history)
    }

    private func moment(of place: DeliveryPlace) throws(StoreError) -> Acceptance {
        try reader.acceptance(DecisionPlace(payment: place.payment, sequence: place.sequence, eventCount: 1))
    }
}

extension Occasion.Subject {
    /// The event that a fault may strike; a notice meets none.
    fileprivate var told: FaultySender.Subject? {
        switch self {
        case .event(let event, let payment, _): FaultySender.Subject(event, of: payment)
        case .notice: nil
        }
    }
}

extension OutgoingWebhook {
    /// As it is kept: what proves the sender's identity by itself is not written down.
    var asSent: SentRequest {
        let headers = headers.map { header in
            let isSecret = ["authorization", "proxy-authorization", "cookie"].contains(header.name.lowercased())
            return SentRequest.Header(header.name, isSecret ? "(not kept)" : header.value)
        }
        return SentRequest(url: url, headers: headers, body: body)
    }
}
