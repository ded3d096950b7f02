import Engine
import PaymentCore
import Synchronization

/// Books that were read a moment ago: reading them takes a look at every payment.
final class BookShelf: Sendable {
    struct Books: Sendable {
        let balances: [AccountBalance]
        let volumes: [DayVolume]
        /// By the merchant's clock.
        let asOf: Instant
    }

    /// What reading took, ten times over, and never longer than this: so that reading takes a tenth of the time at most.
    private static let longest = Duration.seconds(30)
    private static let merchants = 256

    private struct Kept {
        let books: Books
        let until: ContinuousClock.Instant
    }

    private let kept = Mutex<[MerchantID: Kept]>([:])

    func recent(_ merchant: MerchantID) -> Books? {
        kept.withLock { kept in
            guard let found = kept[merchant], found.until > .now else { return nil }
            return found.books
        }
    }

    func keep(_ books: Books, _ merchant: MerchantID, took: Duration = .zero) {
        kept.withLock { kept in
            if kept.count >= Self.merchants { kept = [:] }
            kept[merchant] = Kept(books: books, until: .now + min(took * 10, Self.longest))
        }
    }
}
