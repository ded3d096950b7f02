package import Tracing

/// A tracer whose ended spans go to a queue, from which an exporter takes them.
package struct SpanTracer: Tracer {
    package let queue: SpanQueue
    /// What share of the traces that begin here are kept. Range: 0…1. Whoever sends a `traceparent` has decided already.
    private let ratio: Double

    package init(queue: SpanQueue, ratio: Double = 1) {
        self.queue = queue
        self.ratio = ratio
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.spanPlace
        let place = SpanPlace(
            traceHigh: parent?.traceHigh ?? Self.random(), traceLow: parent?.traceLow ?? Self.random(),
            span: Self.random(), isSampled: parent?.isSampled ?? (Double.random(in: 0..<1) < ratio))
        context.spanPlace = place
        return RecordedSpan(
            operationName, at: place, under: parent?.span, kind, in: context, from: instant().nanosecondsSinceEpoch,
            queue: queue)
    }

    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let text = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.spanPlace = SpanPlace(traceparent: text)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context.spanPlace else { return }
        injector.inject(place.traceparent, forKey: "traceparent", into: &carrier)
    }

    /// Zero names nothing.
    private static func random() -> UInt64 { .random(in: 1...UInt64.max) }
}
