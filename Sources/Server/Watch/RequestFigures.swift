import Metrics
import Telemetry

/// Counts requests. Every series is made here, once.
struct RequestFigures: Sendable {
    /// By wire, then by the first digit of the status.
    private let counts: [[Counter]]
    private let durations: [Timer]
    private let inFlight: Meter

    init(_ registry: MetricsRegistry, wires: [String]) {
        counts = wires.map { wire in
            (1...5).map { digit in
                Counter(
                    label: "holdfast_http_requests_total",
                    dimensions: [("dialect", wire), ("status", "\(digit)xx")], factory: registry)
            }
        }
        durations = wires.map {
            Timer(label: "holdfast_http_request_duration_seconds", dimensions: [("dialect", $0)], factory: registry)
        }
        inFlight = Meter(label: "holdfast_http_requests_in_flight", factory: registry)
    }

    func begin() { inFlight.increment() }

    func end(_ wire: Int, status: Int, nanoseconds: Int64) {
        inFlight.decrement()
        counts[wire][min(max(status / 100, 1), 5) - 1].increment()
        durations[wire].recordNanoseconds(nanoseconds)
    }
}
