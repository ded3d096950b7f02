import DialectKit
import PaymentCore

/// What merchants hear of one event, or of one half of it.
struct Notice {
    let type: NoticeType
    let event: Event
    /// Of the two halves of a reversal, which one; 0 for everything else.
    let half: Int
    /// As of the event, and of what it let go with it.
    let payment: Payment
    let details: PaymentDetails
    let action: Action?

    /// `after` is the payment as of the event; `following` is what was decided with it and comes right behind it.
    init?(_ event: Event, half: Int = 0, of after: Payment, following: Event?) {
        guard let details = try? PaymentDetails.of(after) else { return nil }
        let types = NoticeType.of(event, after, details)
        guard types.indices.contains(half) else { return nil }
        type = types[half]
        self.event = event
        self.half = half
        self.details = details
        // What a final capture leaves over is gone with it, and its balances say so.
        var payment = after
        if let following, case .remainderReleased = following.fact { payment.apply(following) }
        self.payment = payment
        let actions = Actions(
            [Event(payment: after.id, sequence: 1, at: after.birth.at, fact: .created(after.birth, after.state.terms))]
                + [event], of: details
        ).list
        action = actions.indices.contains(half) ? actions[half] : nil
    }

    var id: NoticeID { payment.id.notice(event.sequence * 2 + half) }

    /// Every notice of a payment, oldest first.
    static func all(of events: [Event]) -> [Notice] {
        var payment: Payment?
        var notices: [Notice] = []
        for (place, event) in events.enumerated() {
            if payment == nil { payment = Payment(from: event) } else { payment?.apply(event) }
            guard let payment else { return [] }
            let following = events.indices.contains(place + 1) ? events[place + 1] : nil
            for half in 0...1 {
                if let notice = Notice(event, half: half, of: payment, following: following) { notices.append(notice) }
            }
        }
        return notices
    }
}

/// Where a notice goes, as the outbox knows it: a subscription, which half of the event, and whether somebody asked for it.
struct NoticeAddress {
    let subscriber: String
    let half: Int
    /// A name of its own for each time that a notice is asked for again; nil for the one that the event brought with it.
    let request: String?

    init(subscriber: String, half: Int, request: String? = nil) {
        self.subscriber = subscriber
        self.half = half
        self.request = request
    }

    /// As the outbox spells it: the subscription's name; ` 1` behind it for the second half; a third word when asked for.
    init(_ endpoint: String) {
        let parts = endpoint.split(separator: " ")
        subscriber = parts.first.map(String.init) ?? ""
        half = parts.count > 1 && parts[1] == "1" ? 1 : 0
        request = parts.count > 2 ? String(parts[2]) : nil
    }

    var endpoint: String {
        if let request { return "\(subscriber) \(half) \(request)" }
        return half == 0 ? subscriber : subscriber + " 1"
    }

    /// Whether it is spelled as it would be: all that can be said later of what somebody asked for.
    static func isRequest(_ endpoint: String, ofHalves halves: Range<Int>) -> Bool {
        let address = NoticeAddress(endpoint)
        return address.request != nil && address.endpoint == endpoint && halves.contains(address.half)
    }
}
