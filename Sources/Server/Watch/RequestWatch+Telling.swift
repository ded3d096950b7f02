import DialectKit
import HTTPTypes
import HoldfastAPI
import Hummingbird
import Logging
import PaymentCore
import Telemetry
import Tracing

/// What became of a request.
struct Outcome {
    var status = 500
    /// The name that the answer gives the request.
    var wireTag: String?
    var payment: PaymentID?
}

extension RequestWatch {
    /// Of a request only its route is told, never its path, query or headers: those may hold what nobody may keep.
    func log(
        _ request: Request, _ context: DialectContext, _ tag: RequestTag, _ outcome: Outcome, _ span: RecordedSpan?,
        _ wire: Int, took: Duration
    ) {
        let level: Logger.Level = outcome.status >= 500 ? .error : .info
        guard logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "request": "\(outcome.wireTag ?? tag.text)",
            "dialect": "\(wires.names[wire])",
            "method": "\(Self.method(request))",
            "route": "\(route(context, wire))",
            "status": .stringConvertible(outcome.status),
            "duration_us": .stringConvertible(Int(took.nanoseconds / 1_000)),
        ]
        if let payment = outcome.payment { metadata["payment"] = "\(PaymentName.spell(payment))" }
        if let place = span?.context.spanPlace { metadata["trace"] = "\(place.traceText)" }
        logger.log(level: level, "request", metadata: metadata)
    }

    func begin(
        _ tracer: SpanTracer, _ request: Request, _ context: DialectContext, _ wire: Int
    ) -> RecordedSpan {
        var parent = ServiceContext.topLevel
        tracer.extract(request.headers, into: &parent, using: TraceHeader())
        let (method, route) = (Self.method(request), route(context, wire))
        let span = tracer.startSpan("\(method) \(route)", context: parent, ofKind: .server)
        span.attributes["http.request.method"] = method
        span.attributes["http.route"] = route
        span.attributes["holdfast.dialect"] = wires.names[wire]
        return span
    }

    /// As it was mounted; `none` when no route took the request.
    private func route(_ context: DialectContext, _ wire: Int) -> String {
        wire == 0 ? wires.names[0] : context.endpointPath ?? wires.names[0]
    }

    /// A method that nobody knows may be any text.
    private static func method(_ request: Request) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(request.method) ? request.method.rawValue : "_OTHER"
    }
}

/// `traceparent` among a request's headers.
private struct TraceHeader: Extractor {
    private static let name = HTTPField.Name("traceparent")!

    func extract(key: String, from carrier: HTTPFields) -> String? {
        key == "traceparent" ? carrier[Self.name] : nil
    }
}

extension RecordedSpan {
    func finish(_ outcome: Outcome) {
        attributes["http.response.status_code"] = outcome.status
        if let payment = outcome.payment { attributes["holdfast.payment"] = PaymentName.spell(payment) }
        if outcome.status >= 500 { setStatus(SpanStatus(code: .error)) }
        end()
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
