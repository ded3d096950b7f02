import Engine
import PaymentCore
import Synchronization
import Telemetry
import Tracing

/// Spans of the engine, and which request last touched a payment, so that its webhooks go on in that request's trace.
final class EngineTraces: Sendable {
    private let tracer: SpanTracer
    private let origins = Mutex(Origins())

    init(_ tracer: SpanTracer) { self.tracer = tracer }

    static func mark() -> TraceMark? {
        guard let place = ServiceContext.current?.spanPlace, place.isSampled else { return nil }
        return TraceMark(traceHigh: place.traceHigh, traceLow: place.traceLow, span: place.span)
    }

    /// A batch is a trace of its own, linked to each request that it decided; the commit is a part of it.
    func wrote(_ batch: WatchedBatch) {
        guard batch.marks.contains(where: { $0 != nil }) else { return }
        let now = DefaultTracerClock.now.nanosecondsSinceEpoch
        func wall(_ instant: ContinuousClock.Instant) -> DefaultTracerClock.Timestamp {
            let (seconds, attoseconds) = (batch.ended - instant).components
            let ago = UInt64(max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
            return DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: now - min(now, ago))
        }
        let span = tracer.startSpan("batch", context: .topLevel, at: wall(batch.began))
        span.attributes["holdfast.batch.size"] = batch.work.count
        span.attributes["holdfast.batch.outcome"] = batch.outcome.rawValue
        if let commit = batch.commit, !commit.isEmpty { span.attributes["holdfast.batch.number"] = commit.seal.number }
        for mark in batch.marks.compactMap({ $0 }) {
            var context = ServiceContext.topLevel
            context.spanPlace = SpanPlace(mark)
            span.addLink(SpanLink(context: context, attributes: [:]))
        }
        if let decided = batch.decided {
            let commit = tracer.startSpan("commit", context: span.context, at: wall(decided))
            commit.end(at: wall(batch.ended))
        }
        if batch.outcome != .written { span.setStatus(SpanStatus(code: .error)) }
        span.end(at: wall(batch.ended))
        origins.withLock { origins in
            for (mark, reply) in zip(batch.marks, batch.replies) {
                if let mark, case .reply(.decided(.accepted(let acceptance), replayed: false)) = reply,
                    let first = acceptance.events.first
                {
                    origins.note(SpanPlace(mark), payment: first.payment, sequence: first.sequence)
                }
            }
        }
    }

    /// The request that brought this event about, or the last one before it: what time does goes on in its trace.
    func origin(of payment: PaymentID, sequence: Int) -> SpanPlace? {
        origins.withLock { $0.origin(of: payment, sequence: sequence) }
    }

    /// The last payments that were touched, and by whom. In memory alone: after a restart webhooks begin new traces.
    private struct Origins {
        private var places: [PaymentID: [(sequence: Int, place: SpanPlace)]] = [:]
        /// In the order in which they came.
        private var order: [PaymentID] = []
        private var oldest = 0

        private static let paymentLimit = 4_096
        private static let placeLimit = 16

        mutating func note(_ place: SpanPlace, payment: PaymentID, sequence: Int) {
            if places[payment] == nil {
                if order.count < Self.paymentLimit {
                    order.append(payment)
                } else {
                    places[order[oldest]] = nil
                    order[oldest] = payment
                    oldest = (oldest + 1) % Self.paymentLimit
                }
            }
            var known = places[payment] ?? []
            if known.count == Self.placeLimit { known.removeFirst() }
            known.append((sequence, place))
            places[payment] = known
        }

        func origin(of payment: PaymentID, sequence: Int) -> SpanPlace? {
            places[payment]?.last { $0.sequence <= sequence }?.place
        }
    }
}

extension SpanPlace {
    init(_ mark: TraceMark) { self.init(traceHigh: mark.traceHigh, traceLow: mark.traceLow, span: mark.span) }
}
