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

    /// What reading cost, ten times over, and never longer than this: so that reading takes a tenth of the time at most.
    private static let longest = Duration.seconds(30)
    /// Who read for less than this is believed the processor's time instead: on a busy machine what costs nothing takes long, and
    /// a merchant's first payments are to show at once. Longer ones may have kept a database elsewhere at work.
    private static let short = Duration.seconds(1)
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

    /// Reads books on this thread, and keeps them.
    func keep(_ merchant: MerchantID, reading: () throws -> Books) rethrows -> Books {
        let (began, processorBegan) = (ContinuousClock.now, Duration.ofThisThread)
        let books = try reading()
        let took = ContinuousClock.now - began
        let cost = took < Self.short ? Duration.ofThisThread - processorBegan : took
        kept.withLock { kept in
            if kept.count >= Self.merchants { kept = [:] }
            kept[merchant] = Kept(books: books, until: .now + min(cost * 10, Self.longest))
        }
        return books
    }
}
