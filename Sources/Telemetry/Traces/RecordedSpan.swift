import Synchronization
package import Tracing

/// A span while it runs. It is put into the queue when it ends, once.
package final class RecordedSpan: Span {
    package let context: ServiceContext
    private let place: SpanPlace
    private let parent: UInt64?
    private let kind: SpanKind
    private let began: UInt64
    private let queue: SpanQueue
    private let state: Mutex<State>

    private struct State: Sendable {
        var name: String
        var attributes: SpanAttributes = [:]
        var links: [SpanPlace] = []
        var failure: String?
        var hasEnded = false
    }

    /// Links of one span at most: a batch has no more commands.
    private static let linkLimit = 256

    init(
        _ name: String, at place: SpanPlace, under parent: UInt64?, _ kind: SpanKind, in context: ServiceContext,
        from began: UInt64, queue: SpanQueue
    ) {
        self.context = context
        self.place = place
        self.parent = parent
        self.kind = kind
        self.began = began
        self.queue = queue
        state = Mutex(State(name: name))
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package var isRecording: Bool { place.isSampled }

    package func setStatus(_ status: SpanStatus) {
        state.withLock { $0.failure = status.code == .error ? status.message ?? "" : nil }
    }

    /// Events are not kept: what happens to a payment is in its timeline.
    package func addEvent(_ event: SpanEvent) {}

    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        // The kind of error alone: its text may hold what a client sent.
        let kind = "\(type(of: error))"
        state.withLock { $0.failure = kind }
    }

    package func addLink(_ link: SpanLink) {
        guard let place = link.context.spanPlace else { return }
        state.withLock { state in
            if state.links.count < Self.linkLimit { state.links.append(place) }
        }
    }

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard place.isSampled else { return }
        let ended = instant().nanosecondsSinceEpoch
        let finished = state.withLock { state -> FinishedSpan? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return FinishedSpan(
                name: state.name, place: place, parent: parent, kind: kind, began: began, ended: ended,
                attributes: state.attributes, links: state.links, failure: state.failure)
        }
        if let finished { queue.add(finished) }
    }
}

/// A span that has ended, to be sent. Unit of the instants: nanoseconds since 1970.
struct FinishedSpan: Sendable {
    let name: String
    let place: SpanPlace
    let parent: UInt64?
    let kind: SpanKind
    let began: UInt64
    let ended: UInt64
    let attributes: SpanAttributes
    let links: [SpanPlace]
    let failure: String?
}
