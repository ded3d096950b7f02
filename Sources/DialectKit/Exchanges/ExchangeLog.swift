package import PaymentCore
import Synchronization

/// The last requests and answers of each merchant, in memory only.
package final class ExchangeLog: Sendable {
    /// Kept for a merchant at most.
    package static let limitPerMerchant = 200
    /// Kept for a merchant at most. Unit: bytes.
    package static let byteLimitPerMerchant = 1 << 20
    /// Merchants at most; the one that was quiet longest makes room.
    package static let merchantLimit = 128

    fileprivate struct Shelf {
        var exchanges: [WireExchange] = []
        var bytes = 0
        var lastUse = 0
    }

    private struct State {
        var shelves: [MerchantID: Shelf] = [:]
        var uses = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func keep(_ exchange: WireExchange, of merchant: MerchantID) {
        state.withLock { state in
            if state.shelves[merchant] == nil, state.shelves.count >= Self.merchantLimit,
                let quietest = state.shelves.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.shelves[quietest.key] = nil
            }
            state.uses += 1
            state.shelves[merchant, default: Shelf()].keep(exchange, use: state.uses)
        }
    }

    /// Oldest first; of one payment, when it is named.
    package func exchanges(of merchant: MerchantID, about payment: PaymentID? = nil) -> [WireExchange] {
        let all = state.withLock { $0.shelves[merchant]?.exchanges ?? [] }
        guard let payment else { return all }
        return all.filter { $0.payment == payment }
    }

    /// The merchant's data is erased.
    package func forget(_ merchant: MerchantID) { state.withLock { $0.shelves[merchant] = nil } }

    /// For how many merchants something is kept.
    package var merchantCount: Int { state.withLock { $0.shelves.count } }
}

extension ExchangeLog.Shelf {
    fileprivate mutating func keep(_ exchange: WireExchange, use: Int) {
        exchanges.append(exchange)
        bytes += exchange.size
        lastUse = use
        while exchanges.count > ExchangeLog.limitPerMerchant
            || (bytes > ExchangeLog.byteLimitPerMerchant && exchanges.count > 1)
        {
            bytes -= exchanges.removeFirst().size
        }
    }
}
