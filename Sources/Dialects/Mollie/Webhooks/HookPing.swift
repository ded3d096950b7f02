import DialectKit
import PaymentCore

/// The test event, which names the subscription itself. Its type is seen in shops' receivers only (FIDELITY).
struct HookPing {
    private let notice: Notice
    let subscription: SubscriptionID

    /// Nil for another notice.
    init?(_ notice: Notice) {
        guard case .test(let subscription) = notice.subject else { return nil }
        self.notice = notice
        self.subscription = subscription
    }

    func bytes(_ links: Links) -> [UInt8] {
        let (name, event) = (HookName.spell(subscription), HookEventName.spell(notice.id))
        var json = JSONWriter()
        json.object { json in
            json.string("resource", "event")
            json.string("id", event)
            json.string("type", "hook.ping")
            json.string("entityId", name)
            json.instant("createdAt", notice.at.milliseconds)
            json.object("_links") {
                $0.link("self", links.event(event), Links.hal)
                $0.link("documentation", "https://docs.mollie.com/guides/webhooks", Links.html)
                $0.link("entity", links.webhook(name), Links.hal)
            }
        }
        return json.bytes
    }
}
