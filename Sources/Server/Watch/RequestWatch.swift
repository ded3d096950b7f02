import DialectKit
import HTTPTypes
import Hummingbird
import Logging
import Telemetry
import Tracing

/// Around every request: counts it, and where that is wanted writes its log line and its span.
struct RequestWatch: RouterMiddleware {
    typealias Context = DialectContext

    let figures: RequestFigures
    let wires: RouteWires
    /// Its level says whether requests are logged: at info, failures of ours at error. At a higher level than info those
    /// alone are, without their payment.
    let logger: Logger
    let tracer: SpanTracer?

    func handle(
        _ request: Request, context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        let wire = wires.place(of: context.endpointPath)
        figures.begin()
        var outcome = Outcome()
        defer { figures.end(wire, status: outcome.status, nanoseconds: (ContinuousClock.now - began).nanoseconds) }
        let tag = RequestTag(request, context, on: wires.names[wire])
        guard tracer != nil || logger.logLevel <= .info else {
            // Refusals under overload are counted; a line for each would be more load.
            defer {
                if outcome.status >= 500, outcome.status != 503 {
                    log(request, context, tag, outcome, nil, wire, took: ContinuousClock.now - began)
                }
            }
            return try await answer(request, context, tag, &outcome, next)
        }
        let note = RequestNote()
        let span = tracer.map { begin($0, request, context, wire) }
        defer {
            outcome.payment = note.payment
            span?.finish(outcome)
            log(request, context, tag, outcome, span, wire, took: ContinuousClock.now - began)
        }
        return try await RequestNote.$current.withValue(note) {
            try await ServiceContext.$current.withValue(span?.context ?? ServiceContext.current) {
                try await answer(request, context, tag, &outcome, next)
            }
        }
    }

    private func answer(
        _ request: Request, _ context: DialectContext, _ tag: RequestTag, _ outcome: inout Outcome,
        _ next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            outcome.status = response.status.code
            outcome.wireTag = tag.given(by: &response)
            return response
        } catch {
            outcome.status = (error as? any HTTPResponseError)?.status.code ?? 500
            throw error
        }
    }
}
