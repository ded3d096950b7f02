import DialectKit
import PaymentCore

enum WorkflowKind {}
typealias WorkflowID = Identifier<WorkflowKind>

/// What the current platform calls a subscription: conditions, and where to send what meets them.
/// Source: wire/checkout.md §13.2.
struct Workflow {
    let id: WorkflowID
    var name: String?
    var isActive = true
    var conditions: [Condition]
    var actions: [Receiver]

    struct Condition {
        let id: WorkflowID
        let type: String
        /// The condition as it came, without its type: JSON text.
        var content: [UInt8]
    }

    struct Receiver {
        let id: WorkflowID
        var url: String
        /// JSON text.
        var headers: [UInt8]
        var secret: SigningSecret?
    }

    var spelled: String { Name.spell(id, "wf") }

    func subscriptions() -> [Subscription] {
        guard isActive else { return [] }
        let types = wantedTypes
        return actions.map { action in
            Subscription(
                name: "\(spelled)/\(Name.spell(action.id, "wfa"))", url: action.url,
                headers: WebhookHeaders.list(action.headers), secret: action.secret, types: types)
        }
    }

    /// Without a condition on events all are wanted; entities and channels are not told apart here. Only the gateway's events
    /// happen here, and another source's may be named alike.
    private var wantedTypes: Set<String>? {
        let lists = conditions.filter { $0.type == "event" }.map { condition in
            let events = (try? JSON.parse(condition.content))?.object?["events"]?.object ?? JSONObject()
            return (events[EventSource.gateway.id]?.array ?? []).compactMap(\.string)
        }
        guard let first = lists.first else { return nil }
        return lists.dropFirst().reduce(Set(first)) { $0.intersection($1) }
    }
}

extension Workflow: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(id)
        writer.texts([name])
        writer.bool(isActive)
        writer.list(conditions)
        writer.list(actions)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a workflow of an unknown version") }
        id = try reader.value()
        name = try reader.text()
        isActive = try reader.bool()
        conditions = try reader.list(limit: 100)
        actions = try reader.list(limit: 100)
    }
}

extension Workflow.Condition: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.value(id)
        writer.string(type)
        writer.blob(content)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        id = try reader.value()
        type = try reader.string()
        content = try reader.blob()
    }
}

extension Workflow.Receiver: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.value(id)
        writer.string(url)
        writer.blob(headers)
        writer.optional(secret)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        id = try reader.value()
        url = try reader.string()
        headers = try reader.blob()
        secret = try reader.optional()
    }
}
