import Engine
import PaymentCore
import Synchronization

/// Payments as last committed, of those that were touched last: the store that is alone with its database reads no row
/// twice, and readers of this process ask here first.
///
/// What it saves: a reader's connection forgets all its pages with every commit of the writer, so one payment costs it some
/// 15 µs, the writer some 8 µs; here it is half a microsecond. Bounded: about 1 KiB a payment.
///
/// Only the store puts anything in, on the writer's thread: what it read within a transaction, or has committed, before
/// anybody is answered. So whoever asks sees what is durable. Commands write beside it: the store notices with its next
/// batch, and readers believe what is here only for a moment after the last one.
package final class CommittedPayments: Sendable {
    /// A class, so that the table moves pointers when it grows.
    final class Entry: Sendable {
        let record: PaymentRecord
        let lastEvent: Int64
        let detailsEvent: Int64

        init(record: PaymentRecord, lastEvent: Int64, detailsEvent: Int64) {
            self.record = record
            self.lastEvent = lastEvent
            self.detailsEvent = detailsEvent
        }
    }

    /// Payments kept: half of them at least are the last ones touched.
    static let limit = 65_536

    /// Two generations: what is asked for moves to the young one; when that is full, the old one is forgotten.
    fileprivate struct State {
        var young: [PaymentID: Entry] = [:]
        var old: [PaymentID: Entry] = [:]
        /// When the store last saw that nobody had written beside it.
        var confirmedAt: ContinuousClock.Instant?
    }

    /// How long readers rely on that.
    package static let moment = Duration.milliseconds(500)

    private let state = Mutex(State())

    init() {}

    /// For the writer: what is asked for stays.
    func entry(_ id: PaymentID) -> Entry? {
        state.withLock { state in
            if let entry = state.young[id] { return entry }
            guard let entry = state.old[id] else { return nil }
            state.keep(entry)
            return entry
        }
    }

    /// For readers.
    func payment(_ id: PaymentID) -> Payment? {
        state.withLock { state in
            guard let seen = state.confirmedAt, seen.duration(to: .now) < Self.moment else { return nil }
            return (state.young[id] ?? state.old[id])?.record.payment
        }
    }

    /// The database is as this process left it.
    func confirm() { state.withLock { $0.confirmedAt = .now } }

    func keep(_ entries: some Sequence<Entry>) {
        state.withLock { state in
            for entry in entries { state.keep(entry) }
        }
    }

    func forget(_ ids: some Sequence<PaymentID>) {
        state.withLock { state in
            for id in ids {
                state.young[id] = nil
                state.old[id] = nil
            }
        }
    }

    func forgetAll() { state.withLock { $0 = State() } }
}

extension CommittedPayments.State {
    fileprivate mutating func keep(_ entry: CommittedPayments.Entry) {
        young[entry.record.payment.id] = entry
        guard young.count >= CommittedPayments.limit / 2 else { return }
        old = young
        young = [:]
    }
}
