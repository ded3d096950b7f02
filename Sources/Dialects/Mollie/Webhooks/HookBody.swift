import DialectKit
import PaymentCore

/// Mollie's webhook subscription object. Source: wire/mollie.md §10.2.
struct HookBody {
    let subscription: Subscription
    let hook: HookDetails
    let links: Links
    /// In the answer to its creation only.
    var secret: String?

    func write(to json: inout JSONObjectWriter) {
        let name = HookName.spell(subscription.id)
        json.string("resource", "webhook")
        json.string("id", name)
        json.string("url", subscription.url)
        json.string("profileId", ProfileName.spell(subscription.merchant))
        json.instant("createdAt", subscription.createdAt.milliseconds)
        json.string("name", hook.name)
        json.array("eventTypes") { array in for type in hook.eventTypes { array.string(type) } }
        json.string("status", subscription.standing.word)
        json.string("mode", hook.mode.rawValue)
        if let secret { json.string("webhookSecret", secret) }
        json.object("_links") {
            $0.link("self", links.webhook(name), Links.hal)
            let page = secret == nil ? "get-webhook" : "create-webhook"
            $0.link("documentation", "https://docs.mollie.com/reference/\(page)", Links.html)
        }
    }

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { write(to: &$0) }
        return json.bytes
    }
}

extension Subscription.Standing {
    /// `blocked` by failure, `disabled` by the merchant. Source: wire/mollie.md §10.2.
    fileprivate var word: String {
        switch self {
        case .enabled: "enabled"
        case .disabled(let reason, _): reason == Subscription.byMerchant ? "disabled" : "blocked"
        case .removed: "deleted"
        }
    }
}
