import PaymentCore

/// Who looks on while the engine writes. Asked on hot paths: quick, and never in the way.
package protocol EngineWatch: Sendable {
    /// By what a submission made now is to be found again in `wrote`. Nil when nobody wants to.
    func mark() -> TraceMark?

    /// A batch has ended, and nobody was answered yet. On the writer's thread.
    func wrote(_ batch: WatchedBatch)
}

/// One place in one trace: enough to link a batch to the requests that it decided.
package struct TraceMark: Hashable, Sendable {
    package let traceHigh: UInt64
    package let traceLow: UInt64
    package let span: UInt64

    package init(traceHigh: UInt64, traceLow: UInt64, span: UInt64) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
    }
}

/// What became of one batch, and when.
package struct WatchedBatch: Sendable {
    package let work: [Work]
    /// One for each item of `work`; empty when nothing was written.
    package let replies: [WorkReply]
    package let marks: [TraceMark?]
    package let commit: CommitBatch?
    package let outcome: Outcome
    package let began: ContinuousClock.Instant
    /// Everything was loaded and decided; from here on it is written. Nil when it did not come that far.
    package let decided: ContinuousClock.Instant?
    package let ended: ContinuousClock.Instant

    package enum Outcome: String, CaseIterable, Sendable {
        case written
        case notWritten = "not_written"
        /// Nobody can tell: the server ends.
        case unknown
    }
}
