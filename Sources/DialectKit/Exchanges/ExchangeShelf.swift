import DequeModule
import PaymentCore

/// What `ExchangeLog` keeps of one merchant, oldest first.
struct ExchangeShelf {
    private enum Entry {
        case waits(since: ContinuousClock.Instant, weight: Int, @Sendable () -> WireExchange)
        case redacted(WireExchange)

        var size: Int {
            switch self {
            case .waits(_, let weight, _): weight
            case .redacted(let exchange): exchange.size
            }
        }
    }

    private var entries: Deque<Entry> = []
    private var bytes = 0
    /// Those before it are redacted.
    private var firstThatWaits = 0
    private(set) var lastUse = 0

    var isRedacted: Bool { firstThatWaits == entries.count }

    mutating func keep(_ exchange: @escaping @Sendable () -> WireExchange, weight: Int, use: Int) {
        entries.append(.waits(since: .now, weight: weight, exchange))
        bytes += weight
        lastUse = use
        trim()
    }

    /// Those that have been here since `limit`, or longer.
    mutating func redact(since limit: ContinuousClock.Instant? = nil) {
        while firstThatWaits < entries.count {
            guard case .waits(let since, let weight, let exchange) = entries[firstThatWaits],
                limit.map({ since <= $0 }) ?? true
            else { break }
            let redacted = Entry.redacted(exchange())
            entries[firstThatWaits] = redacted
            bytes += redacted.size - weight
            firstThatWaits += 1
        }
        trim()
    }

    mutating func all() -> [WireExchange] {
        redact()
        return entries.compactMap { if case .redacted(let exchange) = $0 { exchange } else { nil } }
    }

    private mutating func trim() {
        while entries.count > ExchangeLog.limitPerMerchant
            || (bytes > ExchangeLog.byteLimitPerMerchant && entries.count > 1)
        {
            bytes -= entries.removeFirst().size
            firstThatWaits = max(0, firstThatWaits - 1)
        }
    }
}
