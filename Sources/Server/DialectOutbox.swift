import DialectKit
import Engine
import PaymentCore

/// Asks the dialect in which a payment was born whom of the payment's own an event notifies, and every wire which of the
/// merchant's subscriptions hear of it.
struct DialectOutbox: Outbox {
    private let dialects: DialectDirectory
    private let announcers: AnnouncerDirectory
    /// Names that one event brings at most.
    private static let nameLimit = 12
    private let subscriptions: (any SubscriptionDirectory)?

    /// Without subscriptions it tells what follows from the payment alone: what an audit can recompute.
    init(
        _ dialects: DialectDirectory, announcers: AnnouncerDirectory = AnnouncerDirectory([]),
        subscriptions: (any SubscriptionDirectory)? = nil
    ) {
        self.dialects = dialects
        self.announcers = announcers
        self.subscriptions = subscriptions
    }

    func endpoints(for event: Event, of payment: Payment) throws(StoreError) -> [String] {
        let own: [String]
        do throws(Unavailable) {
            own = try dialects.dialect(of: payment)?.endpoints(for: event, of: payment) ?? []
        } catch {
            throw .notCommitted(hint: "whom an event notifies cannot be read: \(error)")
        }
        guard let subscriptions else { return own }
        return own
            + announcers.all.flatMap { announcer in
                let enabled = subscriptions.subscriptions(of: payment.birth.merchant, on: announcer.wire)
                    .filter(\.isEnabled)
                guard !enabled.isEmpty else { return [String]() }
                return announcer.subscribers(for: event, of: payment, among: enabled).map(\.endpoint)
            }
    }

    func names(for event: Event, of payment: Payment) -> [SearchName] {
        dialects.names(for: event, of: payment).prefix(Self.nameLimit).compactMap { SearchName($0) }
    }

    func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        dialects.dialect(of: payment)?.explains(endpoints, of: event, of: payment) ?? endpoints.isEmpty
    }
}
