import DialectKit
import PaymentCore

/// How our own API spells a subscription, of whatever wire.
enum EndpointName {
    static func spell(_ id: SubscriptionID) -> String { PrefixedName.spell(id, "whe_") }
    static func read(_ text: some StringProtocol) -> SubscriptionID? { PrefixedName.read(text, "whe_") }
}

/// A webhook endpoint. Its secret is shown by whoever made it, once.
struct EndpointBody {
    let subscription: Subscription
    var shownSecret: String?

    func write(to json: inout JSONObjectWriter) {
        json.string("id", EndpointName.spell(subscription.id))
        json.string("dialect", subscription.wire.text)
        json.string("url", subscription.url)
        if subscription.wire == Holdfast.wire {
            json.array("events") { array in for pattern in subscription.filter.patterns { array.string(pattern) } }
        }
        json.bool("enabled", subscription.isEnabled)
        if case .disabled(let reason, let at) = subscription.standing {
            json.string("disabledReason", reason)
            json.instant("disabledAt", at)
        }
        if let failing = subscription.failing {
            json.object("failing") {
                $0.int("attempts", failing.attempts)
                $0.instant("since", failing.since)
            }
        }
        if let previous = subscription.previousSecret { json.instant("previousSecretSignsUntil", previous.until) }
        if let shownSecret { json.string("secret", shownSecret) }
        json.instant("createdAt", subscription.createdAt)
    }

    var bytes: JSONWriter {
        var json = JSONWriter()
        json.object { write(to: &$0) }
        return json
    }
}

extension JSONObjectWriter {
    mutating func instant(_ name: String, _ instant: Instant) {
        string(name, InstantSpelling.zuluMilliseconds(instant.milliseconds))
    }
}
