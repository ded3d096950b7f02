import DialectKit
import PaymentCore
import Synchronization

/// Where subscriptions are read when something is to be sent. It has nothing to read from until the dialect is mounted, and
/// nothing is sent before.
final class SubscriptionShelf: Sendable {
    private let service = Mutex<(any PaymentService)?>(nil)
    private let sealer: Sealer

    init(sealer: Sealer) { self.sealer = sealer }

    func read(from service: any PaymentService) { self.service.withLock { $0 = service } }

    /// The subscription as it is now; nil when it is gone or switched off.
    func subscription(_ name: String, of merchant: MerchantID, on platform: Platform) -> Subscription? {
        guard let service = service.withLock({ $0 }) else { return nil }
        switch platform {
        case .nas:
            guard let id: WorkflowID = Name.read(name.prefix { $0 != "/" }, "wf") else { return nil }
            let key = DocumentKey(platform.documents("workflow", of: merchant), id.bytes)
            let workflow: Workflow? = (try? service.document(key)).flatMap { try? sealer.openOrRead($0) }
            return workflow?.subscriptions().first { $0.name == name }
        case .classic:
            guard let id = ClassicWebhook.id(spelled: name) else { return nil }
            let key = DocumentKey(platform.documents("webhook", of: merchant), id.bytes)
            let webhook: ClassicWebhook? = (try? service.document(key)).flatMap { try? sealer.openOrRead($0) }
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
    func workflows() throws(Problem) -> [Workflow] { try all("workflow") }

    /// Oldest first.
    func webhooks() throws(Problem) -> [ClassicWebhook] { try all("webhook") }

    /// How many subscriptions a merchant may have.
    static let subscriptionLimit = 100

    /// The one that `id` names, opened. Nil when there is none.
    func subscription<Value: Canonical>(_ kind: String, _ id: WorkflowID) throws(Problem) -> Value? {
        guard let document = try document(DocumentKey(call.documents(kind), id.bytes)) else { return nil }
        return try open(document)
    }

    func put(_ subscription: some Canonical, _ kind: String, as id: WorkflowID) async throws(Problem) {
        try await write([.put(checkout.sealer.seal(subscription, at: DocumentKey(call.documents(kind), id.bytes)))])
    }

    private func open<Value: Canonical>(_ document: Document) throws(Problem) -> Value {
        do { return try checkout.sealer.openOrRead(document) } catch { throw .internalError }
    }

    private func all<Value: Canonical>(_ kind: String) throws(Problem) -> [Value] {
        let page = DocumentPage(limit: Self.subscriptionLimit, order: .oldestFirst)
        var values: [Value] = []
        for document in try documents(of: call.documents(kind), page: page) { values.append(try open(document)) }
        return values
    }
}
