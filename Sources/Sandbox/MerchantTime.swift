package import PaymentCore

/// A merchant's own time, in the hands of whoever rehearses.
package protocol MerchantTime: Sendable {
    func reading(of merchant: MerchantID) -> ClockReading

    /// Moves a merchant's clock; what comes due on the way has happened when this returns, in order of its due time. With
    /// `waitsForWebhooks` every webhook due on the way has been attempted too, each before time goes on.
    func move(
        _ merchant: MerchantID, _ move: ClockMove, waitsForWebhooks: Bool
    ) async throws(ClockTrouble) -> Journey

    /// Erases everything that the merchant has and, in the same moment, sets the clock: back too, for there is nothing left
    /// whose time could go back.
    func startAnew(_ merchant: MerchantID, at start: ClockStart) async throws(ClockTrouble) -> Journey
}

package struct ClockReading: Hashable, Sendable {
    package let now: Instant
    package let isFrozen: Bool

    package init(now: Instant, isFrozen: Bool) {
        self.now = now
        self.isFrozen = isFrozen
    }
}

package enum ClockMove: Hashable, Sendable {
    case advance(Interval)
    case set(Instant)
    case freeze
    case unfreeze
    /// Back to real time.
    case reset
}

package enum ClockStart: Hashable, Sendable {
    case instant(Instant)
    /// In real time.
    case now
}

package struct Journey: Hashable, Sendable {
    package let reading: ClockReading
    /// Deadlines that happened on the way.
    package let fired: Int
    /// Webhooks that are due and not attempted yet; counted up to 1,000.
    package let pending: Int

    package init(reading: ClockReading, fired: Int, pending: Int) {
        self.reading = reading
        self.fired = fired
        self.pending = pending
    }
}

/// Why a clock was not moved, or not to the end.
package enum ClockTrouble: Error, Hashable, Sendable {
    /// Time never goes back for a merchant with payments.
    case goesBack(now: Instant)
    /// Beyond the year 9999.
    case tooFar
    /// Another journey of this merchant has not ended.
    case underWay
    /// The engine or its store could not go on; the clock stands where it came to.
    case unavailable
}
