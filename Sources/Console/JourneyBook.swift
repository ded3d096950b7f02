import PaymentCore
import Sandbox
import Synchronization

/// The last journey that a merchant's clock was sent on from here, and what happened on it; in memory.
final class JourneyBook: Sendable {
    struct Report: Sendable {
        let from: Instant
        let to: Instant
        let fired: Int
        let pending: Int
        /// In order; at most `limit`.
        let events: [Event]
    }

    /// Events told of at most.
    static let limit = 200
    /// Merchants remembered at most; when there are more, all are forgotten.
    private static let merchants = 256

    private let reports = Mutex<[MerchantID: Report]>([:])

    func keep(_ report: Report, of merchant: MerchantID) {
        reports.withLock { reports in
            if reports[merchant] == nil, reports.count >= Self.merchants { reports = [:] }
            reports[merchant] = report
        }
    }

    func last(of merchant: MerchantID) -> Report? { reports.withLock { $0[merchant] } }
}
