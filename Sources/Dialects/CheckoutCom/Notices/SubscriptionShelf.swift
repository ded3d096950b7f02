import DialectKit
import PaymentCore
import Synchronization

/// Where subscriptions are read when something is to be sent. It has nothing to read from until the dialect is mounted, and
/// nothing is sent before.
final class SubscriptionShelf: Sendable {
    private let service = Mutex<(any PaymentService)?>(nil)

    func read(from service: any PaymentService) { self.service.withLock { $0 = service } }

    /// The subscription as it is now; nil when it is gone or switched off.
    func subscription(_ name: String, of merchant: MerchantID, on platform: Platform) -> Subscription? {
        guard let service = service.withLock({ $0 }) else { return nil }
        switch platform {
        case .nas:
            guard let id: WorkflowID = Name.read(name.prefix { $0 != "/" }, "wf") else { return nil }
            let key = DocumentKey(platform.documents("workflow", of: merchant), id.bytes)
            let workflow = (try? service.document(key)).flatMap { try? Workflow(canonicalBytes: $0.bytes) }
            return workflow?.subscriptions().first { $0.name == name }
        case .classic:
            guard let id = ClassicWebhook.id(spelled: name) else { return nil }
            let key = DocumentKey(platform.documents("webhook", of: merchant), id.bytes)
            let webhook = (try? service.document(key)).flatMap { try? ClassicWebhook(canonicalBytes: $0.bytes) }
            return webhook?.subscriptions().first
        }
    }

    /// What was decided right after an event, which its notice tells with it.
    func following(_ event: Event) -> Event? {
        guard let service = service.withLock({ $0 }), let events = try? service.events(of: event.payment) else {
            return nil
        }
        return events.first { $0.sequence == event.sequence + 1 }
    }
}

extension Desk {
    /// Everyone who hears of what happens now, by their names.
    func subscribers() throws(Problem) -> [String] { try subscriptions().map(\.name) }

    func subscriptions() throws(Problem) -> [Subscription] {
        switch call.platform {
        case .nas: try workflows().flatMap { $0.subscriptions() }
        case .classic: try webhooks().flatMap { $0.subscriptions() }
        }
    }

    /// Oldest first.
    func workflows() throws(Problem) -> [Workflow] {
        try all("workflow") { bytes throws(CorruptRecord) in try Workflow(canonicalBytes: bytes) }
    }

    /// Oldest first.
    func webhooks() throws(Problem) -> [ClassicWebhook] {
        try all("webhook") { bytes throws(CorruptRecord) in try ClassicWebhook(canonicalBytes: bytes) }
    }

    /// How many subscriptions a merchant may have.
    static let subscriptionLimit = 100

    private func all<Value>(
        _ kind: String, _ read: ([UInt8]) throws(CorruptRecord) -> Value
    ) throws(Problem) -> [Value] {
        let page = DocumentPage(limit: Self.subscriptionLimit, order: .oldestFirst)
        var values: [Value] = []
        for document in try documents(of: call.documents(kind), page: page) {
            do { values.append(try read(document.bytes)) } catch { throw .internalError }
        }
        return values
    }
}
