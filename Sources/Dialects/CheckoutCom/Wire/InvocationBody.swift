import DialectKit
import PaymentCore

/// What became of an event at one action of a workflow. Source of the members: the vendor's SDKs; those of a result: its
/// OpenAPI of 2021.
struct InvocationBody {
    private let notice: Notice
    private let delivery: NoticeDelivery
    private let call: Call

    init(_ notice: Notice, _ delivery: NoticeDelivery, _ call: Call) {
        self.notice = notice
        self.delivery = delivery
        self.call = call
    }

    private var workflow: String { String(delivery.subscriber.prefix { $0 != "/" }) }
    private var action: String { String(delivery.subscriber.dropFirst(workflow.count + 1)) }
    private var event: String { Name.spell(notice.id, "evt") }

    private var status: String {
        if delivery.succeeded { return "successful" }
        return delivery.isPending ? "pending" : "failed"
    }

    /// As it stands in the event.
    func write(to json: inout JSONObjectWriter) {
        json.string("workflow_id", workflow)
        json.string("workflow_action_id", action)
        json.string("status", status)
        json.object("_links") { $0.link("self", "\(call.links.origin)/workflows/events/\(event)/actions/\(action)") }
    }

    /// By itself, with every invocation, oldest first.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("workflow_id", workflow)
            json.string("event_id", event)
            json.string("workflow_action_id", action)
            json.string("action_type", "webhook")
            json.string("status", status)
            json.array("action_invocations") { array in
                for (place, attempt) in delivery.attempts.enumerated() {
                    array.object { write(attempt, place + 1, to: &$0) }
                }
            }
        }
        return json.bytes
    }

    private func write(_ attempt: NoticeDelivery.Attempt, _ number: Int, to json: inout JSONObjectWriter) {
        json.string("invocation_id", "\(event)_\(number)")
        json.instant("timestamp", attempt.attempt.at)
        json.bool("retry", !attempt.isFirst)
        json.bool("succeeded", attempt.succeeded)
        json.bool("final", attempt.isFinal)
        json.object("result_details") { json in
            guard let status = attempt.attempt.status else {
                json.string("summary", attempt.attempt.note)
                return
            }
            json.string("status_code", "\(status)")
            json.string("summary", Self.summary(of: status))
        }
    }

    /// `Server Error` and `OK` are the documented ones.
    private static func summary(of status: Int) -> String {
        switch status {
        case 200..<300: "OK"
        case 300..<400: "Redirect"
        case 400..<500: "Client Error"
        default: "Server Error"
        }
    }
}
