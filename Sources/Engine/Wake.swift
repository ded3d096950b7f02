import PaymentCore

/// Rouses the pulse when a deadline comes sooner than it would look by itself.
package struct Wake: Sendable {
    let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func deadline(at due: Instant, now: Instant) {
        if due < now + Pulse.interval { continuation.yield() }
    }

    func finish() { continuation.finish() }
}
