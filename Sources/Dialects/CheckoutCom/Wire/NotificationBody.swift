import DialectKit
import PaymentCore

/// What became of an event at one classic webhook. Source: the vendor's OpenAPI of 2021.
struct NotificationBody {
    private let notice: Notice
    private let delivery: NoticeDelivery
    /// Where the webhook goes now; nil once it is gone.
    private let url: String?
    private let call: Call

    init(_ notice: Notice, _ delivery: NoticeDelivery, _ url: String?, _ call: Call) {
        self.notice = notice
        self.delivery = delivery
        self.url = url ?? delivery.attempts.last?.attempt.request?.url
        self.call = call
    }

    /// It follows from the event's and the webhook's.
    var name: String {
        let webhook = ClassicWebhook.id(spelled: delivery.subscriber) ?? WorkflowID(high: 0, low: 0)
        return Name.spell(
            NoticeID(high: notice.id.high ^ webhook.high, low: notice.id.low ^ webhook.low), "ntf")
    }

    private var address: String { "\(call.links.origin)/events/\(Name.spell(notice.id, "evt"))" }

    func writeSummary(to json: inout JSONObjectWriter) {
        json.string("id", name)
        if let url { json.string("url", url) }
        json.bool("success", delivery.succeeded)
        json.object("_links") { $0.link("self", "\(address)/notifications/\(name)") }
    }

    /// With its attempts, the latest first.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("id", name)
            if let url { json.string("url", url) }
            json.bool("success", delivery.succeeded)
            json.string("content_type", "json")
            json.array("attempts") { array in
                for attempt in delivery.attempts.reversed() {
                    array.object { json in
                        if let status = attempt.attempt.status { json.int("status_code", status) }
                        json.string("response_body", attempt.attempt.note)
                        json.string("send_mode", attempt.isAskedFor ? "Manual" : "Automatic")
                        json.instant("timestamp", attempt.attempt.at)
                    }
                }
            }
            json.object("_links") {
                $0.link("self", "\(address)/notifications/\(name)")
                $0.link("retry", "\(address)/webhooks/\(delivery.subscriber)/retry")
            }
        }
        return json.bytes
    }
}
