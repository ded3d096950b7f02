package import PaymentCore
import Synchronization

/// The last requests and answers of each merchant, in memory only.
///
/// What is kept is redacted before anybody sees it, and within a second or two: whoever sends so many requests that no one of
/// them stays that long need not wait for what nobody will see.
package final class ExchangeLog: Sendable {
    /// Kept for a merchant at most.
    package static let limitPerMerchant = 200
    /// Kept for a merchant at most. Unit: bytes.
    package static let byteLimitPerMerchant = 1 << 20
    /// Merchants at most; the one that was quiet longest makes room.
    package static let merchantLimit = 128

    private struct State {
        var shelves: [MerchantID: ExchangeShelf] = [:]
        var uses = 0
        /// Somebody will come and redact what is left.
        var isAttended = false
    }

    private let state = Mutex(State())

    package init() {}

    /// `weight` is what `exchange` holds on to until it has made one, in bytes.
    package func keep(
        of merchant: MerchantID, weight: Int, _ exchange: @escaping @Sendable () -> WireExchange
    ) {
        let needsSomebody = state.withLock { state in
            if state.shelves[merchant] == nil, state.shelves.count >= Self.merchantLimit,
                let quietest = state.shelves.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.shelves[quietest.key] = nil
            }
            state.uses += 1
            state.shelves[merchant, default: ExchangeShelf()].keep(exchange, weight: weight, use: state.uses)
            defer { state.isAttended = true }
            return !state.isAttended
        }
        if needsSomebody { attend() }
    }

    /// Redacts what has been here for a second, until nothing is left to redact.
    private func attend() {
        Task { [weak self] in
            repeat { try? await Task.sleep(for: .seconds(1)) } while self?.redact() == true
        }
    }

    /// Whether there is more than what has been here for a second.
    private func redact() -> Bool {
        state.withLock { state in
            let limit = ContinuousClock.now - .seconds(1)
            for merchant in state.shelves.keys { state.shelves[merchant]?.redact(since: limit) }
            state.isAttended = state.shelves.values.contains { !$0.isRedacted }
            return state.isAttended
        }
    }

    /// Oldest first; of one payment, when it is named.
    package func exchanges(of merchant: MerchantID, about payment: PaymentID? = nil) -> [WireExchange] {
        let all = state.withLock { $0.shelves[merchant]?.all() ?? [] }
        guard let payment else { return all }
        return all.filter { $0.payment == payment }
    }

    /// The merchant's data is erased.
    package func forget(_ merchant: MerchantID) { state.withLock { $0.shelves[merchant] = nil } }

    /// For how many merchants something is kept.
    package var merchantCount: Int { state.withLock { $0.shelves.count } }
}
