import DialectKit
import Metrics
import PaymentCore
import Telemetry
import Tracing

/// The engine as requests see it: counts what it cannot take, and tells how long a decision took.
struct WatchedService: ForwardingService {
    let inner: any PaymentService
    let overloaded: Counter
    private let storeDown, closing: Counter
    private let tracer: SpanTracer?

    init(_ inner: any PaymentService, _ registry: MetricsRegistry, tracer: SpanTracer?) {
        func counter(_ reason: String) -> Counter {
            Counter(label: "holdfast_unavailable_total", dimensions: [("reason", reason)], factory: registry)
        }
        self.inner = inner
        (overloaded, storeDown, closing) = (counter("overloaded"), counter("store_down"), counter("closing"))
        self.tracer = tracer
    }

    func submit(_ submission: Submission) async -> Reply {
        let reply: Reply
        if let tracer {
            reply = await decide(submission, tracer)
        } else {
            reply = await inner.submit(submission)
        }
        note(reply, submission)
        return reply
    }

    func payment(_ id: PaymentID) throws(Unavailable) -> Payment? {
        let found = try inner.payment(id)
        if found != nil { RequestNote.current?.isAbout(id) }
        return found
    }

    private func note(_ reply: Reply, _ submission: Submission) {
        switch reply {
        case .decided(.accepted(let acceptance), _): RequestNote.current?.isAbout(acceptance.payment.id)
        case .decided(.refused, _), .broken: RequestNote.current?.isAbout(submission.payment)
        case .answer: break
        case .unavailable(.overloaded): overloaded.increment()
        case .unavailable(.storeDown): storeDown.increment()
        case .unavailable(.closing): closing.increment()
        }
    }

    private func decide(_ submission: Submission, _ tracer: SpanTracer) async -> Reply {
        let span = tracer.startSpan("decide")
        defer { span.end() }
        if case .decide(let command) = submission.intent {
            span.attributes["holdfast.command"] = CommandName(command).rawValue
        }
        let reply = await ServiceContext.$current.withValue(span.context) { await inner.submit(submission) }
        let outcome =
            switch reply {
            case .decided(.accepted, let replayed): replayed ? "replayed" : "accepted"
            case .decided(.refused(let refusal), _): RefusalName(refusal).rawValue
            case .answer: "answer"
            case .unavailable: "unavailable"
            case .broken: "broken"
            }
        span.attributes["holdfast.outcome"] = outcome
        return reply
    }
}
