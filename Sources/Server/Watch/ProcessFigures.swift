import Foundation
import Glibc
import Metrics
import Telemetry

/// The process itself, under the names that Prometheus' own libraries use, from `/proc`.
final class ProcessFigures: Sendable {
    private let memory, openFiles, maxFiles, uptime: Meter
    private let processorTime: Meter
    private let spansDropped: Meter
    private let spans: SpanQueue?
    private let made = ContinuousClock.now

    init(_ registry: MetricsRegistry, build: [(String, String)], spans: SpanQueue?) {
        func meter(_ name: String) -> Meter { Meter(label: name, factory: registry) }
        memory = meter("process_resident_memory_bytes")
        openFiles = meter("process_open_fds")
        maxFiles = meter("process_max_fds")
        uptime = meter("holdfast_uptime_seconds")
        processorTime = meter("process_cpu_seconds_total")
        spansDropped = meter("holdfast_spans_dropped_total")
        self.spans = spans
        Meter(label: "holdfast_build_info", dimensions: build, factory: registry).set(1)
        meter("process_start_time_seconds").set(Self.startTime() ?? Date().timeIntervalSince1970)
    }

    func look() {
        if let fields = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " "),
            fields.count > 1, let pages = Int(fields[1])
        {
            memory.set(pages * Int(getpagesize()))
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            // Not the one with which they are counted.
            openFiles.set(files.count - 1)
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 { maxFiles.set(Double(limit.rlim_cur)) }
        var usage = rusage()
        if getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
            processorTime.set(Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime))
        }
        uptime.set(Double((ContinuousClock.now - made).nanoseconds) / 1e9)
        spansDropped.set(Double(spans?.droppedSoFar ?? 0))
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    /// Ticks since the machine began, behind the name in brackets; the machine's begin is in `/proc/stat`.
    private static func startTime() -> Double? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")"),
            let machine = try? String(contentsOfFile: "/proc/stat", encoding: .utf8)
        else { return nil }
        let fields = stat[end...].split(separator: " ")
        let boot = machine.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
        guard fields.count > 20, let ticks = Double(fields[20]), let boot else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
