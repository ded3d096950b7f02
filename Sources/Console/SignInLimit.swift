import PaymentCore
import Synchronization

/// Slows down whoever guesses keys: so many failures from one address within a minute, then none is looked at.
final class SignInLimit: Sendable {
    static let failures = 10
    static let window = Duration.seconds(60)
    /// Every attempt is answered this long after it came, good or bad.
    static let answerAfter = Duration.milliseconds(250)
    /// Addresses remembered at most; when there are more, the oldest makes room.
    private static let addresses = 10_000

    private struct Record {
        var failures = 0
        let since: ContinuousClock.Instant
    }

    private let records = Mutex<[String: Record]>([:])

    /// Seconds to wait; nil when another attempt may be made.
    func wait(_ address: String, at now: ContinuousClock.Instant = .now) -> Int64? {
        records.withLock { records in
            guard let record = records[address], record.failures >= Self.failures else { return nil }
            let left = Self.window - (now - record.since)
            guard left > .zero else {
                records[address] = nil
                return nil
            }
            return left.components.seconds + 1
        }
    }

    func noteFailure(_ address: String, at now: ContinuousClock.Instant = .now) {
        records.withLock { records in
            if records.count >= Self.addresses, let oldest = records.min(by: { $0.value.since < $1.value.since }) {
                records[oldest.key] = nil
            }
            var record = records[address] ?? Record(since: now)
            if now - record.since >= Self.window { record = Record(since: now) }
            record.failures += 1
            records[address] = record
        }
    }
}
