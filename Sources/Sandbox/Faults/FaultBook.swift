package import PaymentCore
import Synchronization

/// Every merchant's fault rules, and what they struck; in memory, until the server stops. A rule belongs to the merchant
/// that set it and never touches another's requests.
package final class FaultBook: Sendable {
    /// Rules of one merchant at most.
    package static let ruleLimit = 100
    /// Strikes remembered for one merchant, the latest.
    package static let strikeLimit = 200
    /// Merchants with rules or strikes at most; one whose rules have all struck out makes room.
    package static let merchantLimit = 1_000

    private struct Page {
        var rules: [FaultRule] = []
        var strikes: [FaultStrike] = []
    }

    private let pages = Mutex<[MerchantID: Page]>([:])

    package init() {}

    /// False when there are too many already; those that have struck out make room.
    package func add(_ rule: FaultRule, of merchant: MerchantID) -> Bool {
        pages.withLock { pages in
            guard Self.hasRoom(for: merchant, in: &pages) else { return false }
            var page = pages[merchant] ?? Page()
            if page.rules.count >= Self.ruleLimit, let spent = page.rules.firstIndex(where: { $0.left == 0 }) {
                page.rules.remove(at: spent)
            }
            guard page.rules.count < Self.ruleLimit else { return false }
            page.rules.append(rule)
            pages[merchant] = page
            return true
        }
    }

    /// Oldest first.
    package func rules(of merchant: MerchantID) -> [FaultRule] { pages.withLock { $0[merchant]?.rules ?? [] } }

    /// False when the merchant has no such rule.
    package func remove(_ id: FaultID, of merchant: MerchantID) -> Bool {
        pages.withLock { pages in
            guard let place = pages[merchant]?.rules.firstIndex(where: { $0.id == id }) else { return false }
            pages[merchant]?.rules.remove(at: place)
            return true
        }
    }

    package func removeAll(of merchant: MerchantID) { pages.withLock { $0[merchant]?.rules = [] } }

    /// What the next request of that kind gets: counted by every rule it concerns, struck by the oldest that would.
    package func request(
        _ operation: FaultOperation, on wire: WireName?, of merchant: MerchantID
    ) -> (fault: RequestFault, rule: FaultID)? {
        guard let (effect, rule) = next(.request, operation, wire, merchant), case .request(let fault) = effect else {
            return nil
        }
        return (fault, rule)
    }

    /// What the next webhook about that operation gets.
    package func webhook(
        about operation: FaultOperation, on wire: WireName, of merchant: MerchantID
    ) -> (fault: WebhookFault, rule: FaultID)? {
        guard let (effect, rule) = next(.webhook, operation, wire, merchant), case .webhook(let fault) = effect else {
            return nil
        }
        return (fault, rule)
    }

    private func next(
        _ target: FaultEffect.Target, _ operation: FaultOperation, _ wire: WireName?, _ merchant: MerchantID
    ) -> (FaultEffect, FaultID)? {
        pages.withLock { pages in
            guard var rules = pages[merchant]?.rules, !rules.isEmpty else { return nil }
            var chosen: Int?
            for index in rules.indices where rules[index].meets(target, operation, on: wire) {
                chosen = chosen ?? index
            }
            if let chosen { rules[chosen].strike() }
            pages[merchant]?.rules = rules
            return chosen.map { (rules[$0].wish.effect, rules[$0].id) }
        }
    }

    package func note(_ strike: FaultStrike, of merchant: MerchantID) {
        pages.withLock { pages in
            guard Self.hasRoom(for: merchant, in: &pages) else { return }
            pages[merchant, default: Page()].strikes.append(strike)
            if let count = pages[merchant]?.strikes.count, count > Self.strikeLimit {
                pages[merchant]?.strikes.removeFirst(count - Self.strikeLimit)
            }
        }
    }

    /// Oldest first; of one payment, when it is named.
    package func strikes(of merchant: MerchantID, about payment: PaymentID? = nil) -> [FaultStrike] {
        let all = pages.withLock { $0[merchant]?.strikes ?? [] }
        guard let payment else { return all }
        return all.filter { $0.payment == payment }
    }

    private static func hasRoom(for merchant: MerchantID, in pages: inout [MerchantID: Page]) -> Bool {
        if pages[merchant] != nil || pages.count < merchantLimit { return true }
        guard let over = pages.first(where: { $0.value.rules.allSatisfy { $0.left == 0 } }) else { return false }
        pages[over.key] = nil
        return true
    }

    /// The merchant's data is erased.
    package func forget(_ merchant: MerchantID) { pages.withLock { $0[merchant] = nil } }
}
