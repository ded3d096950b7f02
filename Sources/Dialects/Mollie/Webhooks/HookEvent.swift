import DialectKit
import PaymentCore

/// An event as Mollie tells it, sent to subscriptions and read at `/v2/events/{id}`. Source: wire/mollie.md §10.2.
struct HookEvent {
    let type: HookEventType
    private let event: Event
    private let payment: Payment
    /// The capture or refund that it is about; nil when it is about the payment.
    private let record: OperationRecord?

    /// The events that one fact makes. `history` are the payment's events up to it, and `payment` is as of then.
    static func all(_ event: Event, _ payment: Payment, history: [Event]) -> [HookEvent] {
        var operation = event.operation?.id
        if case .dispatched(let id) = event.fact { operation = id }
        let record = operation.flatMap { id in history.operations.first { $0.operation.id == id } }
        return HookEventType.of(event, payment, refund: record?.operation).map { type in
            HookEvent(type: type, event: event, payment: payment, record: type.isOfPayment ? nil : record)
        }
    }

    var id: HookEventID { Self.id(type, event) }

    /// Whether the name is one of those that this fact's events could have.
    static func couldBeNamed(_ id: HookEventID, _ event: Event) -> Bool {
        HookEventType.allCases.contains { Self.id($0, event) == id }
    }

    /// Follows from payment, event and type, so that no table is needed to find it again.
    private static func id(_ type: HookEventType, _ event: Event) -> HookEventID {
        let place = HookEventType.allCases.firstIndex(of: type) ?? 0
        return event.payment.derived(firstOrdinal + event.sequence * 32 + place)
    }

    /// Away from the ordinals of what else is named after a payment.
    private static let firstOrdinal = 0x4D00_0000_0000

    private var entityName: String {
        guard let record else { return PaymentName.spell(payment.id) }
        return type.isOfCapture ? CaptureName.spell(record.operation.id) : RefundName.spell(record.operation.id)
    }

    /// With its entity as of the event.
    func bytes(_ mode: Mode, _ links: Links) -> [UInt8] {
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.string("resource", "event")
            json.string("id", HookEventName.spell(id))
            json.string("type", type.rawValue)
            json.string("entityId", entityName)
            json.instant("createdAt", event.at.milliseconds)
            if let entity = entity(mode, links) { json.object("_embedded") { $0.object("entity", entity) } }
            json.object("_links") {
                $0.link("self", links.event(HookEventName.spell(id)), Links.hal)
                $0.link("documentation", "https://docs.mollie.com/guides/webhooks", Links.html)
                $0.link("entity", entityAddress(links), Links.hal)
            }
        }
        return json.bytes
    }

    private func entityAddress(_ links: Links) -> String {
        let owner = PaymentName.spell(payment.id)
        if type.isOfPayment { return links.payment(owner) }
        return type.isOfCapture ? links.capture(entityName, of: owner) : links.refund(entityName, of: owner)
    }

    /// Nil for a refund that was canceled: it does not exist any more. Source: wire/mollie.md §6.3.
    private func entity(_ mode: Mode, _ links: Links) -> ((inout JSONObjectWriter) -> Void)? {
        guard let record else {
            guard let body = try? PaymentBody(payment, links: links) else { return nil }
            return { body.write(to: &$0) }
        }
        if type.isOfCapture {
            let body = CaptureBody(record, payment, mode, links)
            return { body.write(to: &$0) }
        }
        guard let body = RefundBody(record, payment, mode, links) else { return nil }
        return { body.write(to: &$0) }
    }
}

extension HookEventType {
    fileprivate var isOfPayment: Bool { rawValue.hasPrefix("payment.") }
    fileprivate var isOfCapture: Bool { rawValue.hasPrefix("capture.") }
}

enum HookEventKind {}
typealias HookEventID = Identifier<HookEventKind>

enum HookEventName {
    static func spell<Kind>(_ id: Identifier<Kind>) -> String { PrefixedName.spell(id, "event_") }
    static func read(_ text: some StringProtocol) -> HookEventID? { PrefixedName.read(text, "event_") }
}
