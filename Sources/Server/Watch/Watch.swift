import DialectKit
import Hummingbird
import Logging
import Telemetry

/// Everything that looks on, put together.
struct Watch: Sendable {
    let registry = MetricsRegistry(Figures.all)
    /// Nil when nothing is traced: then nobody begins a span.
    let tracer: SpanTracer?
    let exporter: SpanExporter?
    let engine: EngineFigures
    let deliveries: DeliveryFigures
    let process: ProcessFigures
    private let logger: Logger

    init(_ options: ServerOptions, logger: Logger) {
        let queue = options.traces.map { _ in SpanQueue() }
        let tracer = queue.map { SpanTracer(queue: $0, ratio: options.traceRatio) }
        let traces = tracer.map(EngineTraces.init)
        self.tracer = tracer
        exporter =
            if let queue, let target = options.traces {
                SpanExporter(queue: queue, target: .init(target), version: Build.version, logger: logger)
            } else { nil }
        engine = EngineFigures(registry, traces: traces)
        deliveries = DeliveryFigures(registry, tracing: tracer.flatMap { tracer in traces.map { (tracer, $0) } })
        process = ProcessFigures(
            registry, build: [("version", Build.version), ("mode", options.mode.rawValue)], spans: queue)
        self.logger = logger
    }

    /// At `debug`: every route there is, for whoever looks after all of them.
    func tell(_ routes: RouteWires, of router: Router<DialectContext>) {
        guard logger.logLevel <= .debug else { return }
        for route in router.routes {
            let path = route.path.description
            logger.debug(
                "route",
                metadata: [
                    "method": "\(route.method.rawValue)", "path": "\(path)",
                    "dialect": "\(routes.names[routes.place(of: path)])",
                ])
        }
    }

    func requests(_ routes: RouteWires) -> RequestWatch {
        RequestWatch(
            figures: RequestFigures(registry, wires: routes.names), wires: routes, logger: logger, tracer: tracer)
    }
}
