import DialectKit
import HTTPTypes
import PaymentCore

/// `/webhooks`: who hears of what, on the classic platform. Source: wire/checkout.md §13.2.
struct WebhookRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        guard try desk.webhooks().count < Desk.subscriptionLimit else { throw .invalid("webhook_limit_exceeded") }
        var webhook = ClassicWebhook(
            id: checkout.identifiers.next(), url: try WebhookAddress.read(call.body), isActive: true,
            headers: try WebhookHeaders.read(call.body), types: try Self.types(call.body),
            secret: SigningSecret(call.secret))
        webhook.isActive = try call.body.bool("active", else: "active_invalid") ?? true
        try await put(webhook, desk)
        return answer(webhook, call, .created)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let webhooks = try desk(call).webhooks()
        guard !webhooks.isEmpty else { return Answer(status: .noContent) }
        var json = JSONWriter()
        json.array { array in for webhook in webhooks { array.object { write(webhook, call, to: &$0) } } }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        answer(try webhook(desk(call)), call, .ok)
    }

    /// Everything anew.
    @Sendable func replace(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var webhook = try webhook(desk)
        webhook.url = try WebhookAddress.read(call.body)
        webhook.headers = try WebhookHeaders.read(call.body)
        webhook.types = try Self.types(call.body)
        webhook.isActive = try call.body.bool("active", else: "active_invalid") ?? true
        try await put(webhook, desk)
        return answer(webhook, call, .ok)
    }

    /// What is named.
    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var webhook = try webhook(desk)
        if call.body.has("url") { webhook.url = try WebhookAddress.read(call.body) }
        if call.body.has("headers") { webhook.headers = try WebhookHeaders.read(call.body) }
        if call.body.has("event_types") { webhook.types = try Self.types(call.body) }
        if let active = try call.body.bool("active", else: "active_invalid") { webhook.isActive = active }
        try await put(webhook, desk)
        return answer(webhook, call, .ok)
    }

    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let webhook = try webhook(desk)
        try await desk.write([.remove(DocumentKey(call.documents("webhook"), webhook.id.bytes))])
        return Answer(status: .ok)
    }

    /// Classic webhooks exist on the classic platform alone.
    private func desk(_ call: Call) throws(Problem) -> Desk {
        guard call.platform == .classic else { throw .notFound }
        return Desk(checkout: checkout, service: service, call: call)
    }

    private func webhook(_ desk: Desk) throws(Problem) -> ClassicWebhook {
        guard let id = ClassicWebhook.id(spelled: desk.call.name("webhook")),
            let webhook: ClassicWebhook = try desk.subscription("webhook", id)
        else { throw .notFound }
        return webhook
    }

    /// No two have the same address. Source: the vendor's OpenAPI of 2021.
    private func put(_ webhook: ClassicWebhook, _ desk: Desk) async throws(Problem) {
        let others = try desk.webhooks().filter { $0.id != webhook.id }
        if others.contains(where: { $0.url == webhook.url }) { throw Problem(status: 409) }
        try await desk.put(webhook, "webhook", as: webhook.id)
    }

    private static func types(_ body: Members) throws(Problem) -> [String] {
        if let type = try body.text("content_type", else: "content_type_invalid"), type != "json" {
            throw .invalid("content_type_invalid")
        }
        guard let list = body["event_types"] else { throw .invalid("event_types_required") }
        let known = Set(NoticeType.known(on: .classic).map(\.rawValue) + ClassicEvents.others)
        guard let types = list.array?.compactMap(\.string), !types.isEmpty, types.count <= 100,
            types.allSatisfy({ known.contains($0) })
        else { throw .invalid("event_types_invalid") }
        return types
    }

    private func answer(_ webhook: ClassicWebhook, _ call: Call, _ status: HTTPResponse.Status) -> Answer {
        var json = JSONWriter()
        json.object { write(webhook, call, to: &$0) }
        return Answer(status: status, body: json.bytes)
    }

    private func write(_ webhook: ClassicWebhook, _ call: Call, to json: inout JSONObjectWriter) {
        json.string("id", webhook.spelled)
        json.string("url", webhook.url)
        json.bool("active", webhook.isActive)
        json.raw("headers", webhook.headers)
        json.string("content_type", "json")
        json.array("event_types") { array in for type in webhook.types { array.string(type) } }
        json.object("_links") { $0.link("self", "\(call.links.origin)/webhooks/\(webhook.spelled)") }
    }
}

enum ClassicEvents {
    /// Documented, and never happening here: they can be subscribed to all the same. Source: the OpenAPI of 2021.
    static let others = [
        "payment_expired", "payment_capture_pending", "payment_refund_pending", "payment_risk_matched",
        "payment_chargeback", "payment_retrieval", "dispute_canceled", "dispute_evidence_required",
        "dispute_expired", "dispute_lost", "dispute_resolved", "dispute_won", "payment_paid", "payment_returned",
        "source_updated",
    ]

    /// The first version's names are told, and nothing is sent by them. Source: the vendor's SDK tests, which look for two
    /// versions.
    static let versions: [(name: String, types: [String])] = [
        (
            "1.0",
            [
                "charge.captured", "charge.captured.failed", "charge.failed", "charge.pending", "charge.refunded",
                "charge.refunded.failed", "charge.succeeded", "charge.voided", "charge.voided.failed",
            ]
        ),
        ("2.0", (NoticeType.known(on: .classic).map(\.rawValue) + others).sorted()),
    ]
}
