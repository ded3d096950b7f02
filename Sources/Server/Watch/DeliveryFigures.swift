import DialectKit
import Engine
import HoldfastAPI
import Metrics
import PaymentCore
import Telemetry
import Tracing
import Webhooks

/// Counts webhooks; and with tracing on carries the trace of whoever brought them about to their receivers.
struct DeliveryFigures: DeliveryWatch {
    private let outcomes: [Counter]
    private let duration: Timer
    private let tracing: (tracer: SpanTracer, origins: EngineTraces)?

    init(_ registry: MetricsRegistry, tracing: (tracer: SpanTracer, origins: EngineTraces)?) {
        outcomes = DeliveryOutcome.allCases.map {
            Counter(
                label: "holdfast_webhook_attempts_total", dimensions: [("outcome", $0.rawValue)], factory: registry)
        }
        duration = Timer(label: "holdfast_webhook_duration_seconds", factory: registry)
        self.tracing = tracing
    }

    func sending(
        _ webhook: OutgoingWebhook, at place: DeliveryPlace, attempt: Int,
        by send: (OutgoingWebhook) async -> Delivered
    ) async -> Delivered {
        let began = ContinuousClock.now
        defer { duration.recordNanoseconds((ContinuousClock.now - began).nanoseconds) }
        guard let (tracer, origins) = tracing else { return await send(webhook) }
        var parent = ServiceContext.topLevel
        if !place.isNotice { parent.spanPlace = origins.origin(of: place.payment, sequence: place.sequence) }
        let span = tracer.startSpan("webhook", context: parent, ofKind: .client)
        defer { span.end() }
        span.attributes["holdfast.attempt"] = attempt
        if !place.isNotice { span.attributes["holdfast.payment"] = PaymentName.spell(place.payment) }
        // Of the address only its origin: a path may hold a shop's secret.
        if let origin = WebAddress(webhook.url)?.origin { span.attributes["server.address"] = origin }
        var headers = webhook.headers
        if let place = span.context.spanPlace { headers.append(.init("traceparent", place.traceparent)) }
        let delivered = await send(
            OutgoingWebhook(url: webhook.url, headers: headers, body: webhook.body, timeout: webhook.timeout))
        if let status = delivered.status { span.attributes["http.response.status_code"] = status }
        if !delivered.succeeded { span.setStatus(SpanStatus(code: .error)) }
        return delivered
    }

    func ended(_ outcome: DeliveryOutcome) {
        switch outcome {
        case .delivered: outcomes[0].increment()
        case .failed: outcomes[1].increment()
        case .givenUp: outcomes[2].increment()
        case .nothing: outcomes[3].increment()
        }
    }
}
