package import PaymentCore
import Synchronization

/// When each merchant's next deadline, or next webhook, is due by the merchant's own clock: never later than it is, so
/// that whoever looks when the agenda says misses nothing.
package final class Agenda: Sendable {
    private let clocks: Clocks
    private let wake = Wake()
    private let next = Mutex<[MerchantID: Instant]>([:])

    /// How long its keeper sleeps at most between two looks.
    static let pause = Interval(milliseconds: 500)

    /// Before any time that a merchant lives in, and far from what cannot be counted.
    private static let past = Instant(milliseconds: .min / 2)

    package init(_ clocks: Clocks) { self.clocks = clocks }

    /// Rouses the keeper when that comes sooner than it would look by itself; unless the keeper itself says so, who goes to
    /// sleep next.
    package func add(_ due: Instant, of merchant: MerchantID, at now: Instant, byKeeper: Bool = false) {
        let isSooner = next.withLock { next in
            if let known = next[merchant], known <= due { return false }
            next[merchant] = due
            return true
        }
        guard isSooner, !byKeeper, let real = clocks.clock(of: merchant).realTime(of: due, at: now) else { return }
        if real < now + Self.pause { wake.rouse() }
    }

    /// For a look that is owed: it comes as soon as the keeper can, also when somebody sets the clock back before it.
    package func addAtOnce(_ merchant: MerchantID, byKeeper: Bool = false) {
        let isNews = next.withLock { $0.updateValue(Self.past, forKey: merchant) != Self.past }
        if isNews, !byKeeper { wake.rouse() }
    }

    /// Takes out the merchants for whom something is due. Whoever takes them looks, and adds what comes next.
    package func takeDue(at now: Instant) -> [MerchantID] {
        let table = clocks.table
        return next.withLock { next in
            let due = next.filter { table[$0.key].realTime(of: $0.value, at: now).map { $0 <= now } ?? false }
            for merchant in due.keys { next[merchant] = nil }
            return due.keys.sorted()
        }
    }

    /// Sleeps until something is due, or until roused.
    package func sleep(at now: Instant) async {
        let table = clocks.table
        let soonest = next.withLock { next in
            next.lazy.compactMap { table[$0.key].realTime(of: $0.value, at: now) }.min()
        }
        let end = min(soonest ?? now + Self.pause, now + Self.pause)
        await wake.sleep(
            atMost: .milliseconds(max(end.milliseconds - now.milliseconds, 1)), by: clocks.time)
    }

    package func rouse() { wake.rouse() }
}
