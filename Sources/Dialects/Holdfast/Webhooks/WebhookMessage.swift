import DialectKit
import PaymentCore

/// The body of our own webhooks: `{"id", "type", "createdAt", "data": {"payment", …}}`.
struct WebhookMessage {
    let id: String
    let type: String
    let body: [UInt8]

    /// Nil for an event that has no name in our own words.
    init?(_ occasion: Occasion) {
        switch occasion.subject {
        case .event(let event, let payment, _):
            guard let type = EventType.of(event) else { return nil }
            // The same for every endpoint and attempt, so that whoever receives it twice knows.
            let name = PrefixedName.spell(payment.id.derived(event.sequence, as: EventKind.self), "evt_")
            self.init(id: name, type: type, at: event.at) { data in
                data.object("payment") { PaymentBody(payment: payment).write(to: &$0) }
                EventBody(event, of: payment).writeFacts(to: &data)
            }
        case .notice(let notice):
            let name = PrefixedName.spell(notice.id, "evt_")
            switch notice.subject {
            case .test: return nil
            case .disabled(let subscription, let wire, let url, let reason):
                self.init(id: name, type: EventType.endpointDisabled, at: notice.at) { data in
                    data.object("webhookEndpoint") {
                        $0.string("id", EndpointName.spell(subscription))
                        $0.string("dialect", wire.text)
                        $0.string("url", url)
                        $0.string("disabledReason", reason)
                    }
                }
            }
        }
    }

    private enum Kind {}
    private typealias EventKind = Identifier<Kind>

    private init(id: String, type: String, at: Instant, data: (inout JSONObjectWriter) -> Void) {
        var json = JSONWriter()
        json.object {
            $0.string("id", id)
            $0.string("type", type)
            $0.string("createdAt", InstantSpelling.zuluMilliseconds(at.milliseconds))
            $0.object("data", data)
        }
        self.id = id
        self.type = type
        body = json.bytes
    }
}
