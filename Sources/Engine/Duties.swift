package import PaymentCore
import Synchronization

/// What a node has to do among others that share its store. A deadline or a delivery belongs to the node that took it, for
/// as long as that one lives; then to whoever takes it next. So each is seen to by one node, whichever dies.
package protocol Duties: Sendable {
    /// Of a merchant's deadlines due at `now` those that are this node's from now on, in order, at most `limit`.
    func takeDeadlines(
        of merchant: MerchantID, dueBy now: Instant, limit: Int, from reader: any PaymentReader
    ) throws(StoreError) -> [Deadline]

    /// The same of deliveries, among the next `rows` that wait, as `DeliveryReader.deliveries` finds them: only the first
    /// that waits in each lane, whoever holds it, so that an endpoint hears of a payment in order.
    func takeDeliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int,
        from reader: any DeliveryReader
    ) throws(StoreError) -> DeliveryStretch

    /// Takes what only one may do at a time. False while another does it, or this one already.
    func begin(_ errand: Errand) throws(StoreError) -> Bool
    func end(_ errand: Errand)

    /// Whether the others still know that this node lives. When not, what it held is theirs: it lets go.
    var isAlive: Bool { get }
    /// Another number after each time that the others may have taken what this node held. Asked before something is taken in
    /// hand, and again before what has waited in hand is done.
    var life: Int { get }
    /// Whether the store can be reached, as far as this node knows.
    var isReachable: Bool { get }
    /// Whether there are others at all: then somebody has to look what they left behind.
    var isShared: Bool { get }

    /// Makes known that this node lives, until its task is canceled. `heard` is told of merchants of whom another node has
    /// changed what is remembered, and nil when that may have been missed.
    func run(hearing heard: @escaping @Sendable (MerchantID?) async -> Void) async
}

/// What only one node may do at a time.
package enum Errand: Hashable, Sendable {
    /// A merchant's clock is on its way, or everything of the merchant changes.
    case journey(MerchantID)
    /// Invoices are made and sent.
    case invoices
}

/// The only node of its store: everything is its to do.
package final class SoleDuties: Duties {
    private let errands = Mutex<Set<Errand>>([])

    package init() {}

    package func takeDeadlines(
        of merchant: MerchantID, dueBy now: Instant, limit: Int, from reader: any PaymentReader
    ) throws(StoreError) -> [Deadline] {
        try reader.deadlines(of: merchant, dueBy: now, limit: limit)
    }

    package func takeDeliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int,
        from reader: any DeliveryReader
    ) throws(StoreError) -> DeliveryStretch {
        try reader.deliveries(of: merchant, dueBy: now, after: last, among: rows)
    }

    package func begin(_ errand: Errand) -> Bool { errands.withLock { $0.insert(errand).inserted } }
    package func end(_ errand: Errand) { _ = errands.withLock { $0.remove(errand) } }

    package var isAlive: Bool { true }
    package var life: Int { 0 }
    package var isReachable: Bool { true }
    package var isShared: Bool { false }

    package func run(hearing heard: @escaping @Sendable (MerchantID?) async -> Void) async {}
}
