import Telemetry
import Testing
import Tracing

@Suite("Spans and their place in a trace")
struct SpanTests {
    @Test(
        "a traceparent of the right form is read and written back",
        arguments: [
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000001-ffffffffffffffff-00",
        ])
    func reads(_ text: String) throws {
        #expect(try #require(SpanPlace(traceparent: text)).traceparent == text)
    }

    @Test("one of a later version is read as far as it is known")
    func later() {
        let text = "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings"
        #expect(SpanPlace(traceparent: text)?.span == 0x00f0_67aa_0ba9_02b7)
    }

    @Test(
        "one of another form is none",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "ff-\(trace)-\(span)-01",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-\(span)-01", "00-\(trace)-\(span)-0g", "00-\(trace)-\(span)-01-more",
            "cc-\(trace)-\(span)-01.more", "00_\(trace)-\(span)-01",
        ])
    func refuses(_ text: String) {
        #expect(SpanPlace(traceparent: text) == nil)
    }

    @Test("a span goes on in the trace it was given, and its own children in it")
    func family() throws {
        let tracer = SpanTracer(queue: SpanQueue())
        var context = ServiceContext.topLevel
        context.spanPlace = SpanPlace(traceparent: "00-\(trace)-\(span)-01")
        let request = tracer.startSpan("request", context: context)
        let child = tracer.startSpan("decide", context: request.context)
        let (one, other) = (try #require(request.context.spanPlace), try #require(child.context.spanPlace))
        #expect(one.traceText == trace && other.traceText == trace)
        #expect(Set([one.span, other.span, 0x00f0_67aa_0ba9_02b7]).count == 3)
    }

    @Test("whoever began the trace decides whether it is kept; of the others the ratio")
    func sampling() {
        let queue = SpanQueue(limit: 0)
        var unsampled = ServiceContext.topLevel
        unsampled.spanPlace = SpanPlace(traceparent: "00-\(trace)-\(span)-00")
        SpanTracer(queue: queue, ratio: 1).startSpan("x", context: unsampled).end()
        #expect(queue.droppedSoFar == 0)
        for _ in 0..<100 { SpanTracer(queue: queue, ratio: 0).startSpan("x", context: .topLevel).end() }
        #expect(queue.droppedSoFar == 0)
        for _ in 0..<100 { SpanTracer(queue: queue, ratio: 1).startSpan("x", context: .topLevel).end() }
        #expect(queue.droppedSoFar == 100)
    }

    @Test("a full queue drops and counts, and a span that ends twice is sent once")
    func full() {
        let queue = SpanQueue(limit: 2)
        let tracer = SpanTracer(queue: queue)
        let twice = tracer.startSpan("x", context: .topLevel)
        twice.end()
        twice.end()
        for _ in 0..<4 { tracer.startSpan("x", context: .topLevel).end() }
        #expect(queue.droppedSoFar == 3)
    }
}

private let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
private let span = "00f067aa0ba902b7"
