import Foundation
import Histogram
import Synchronization

/// One run: so many connections, each sending its next request when it has the last answer, for so long.
struct Measurement {
    let requestsPerSecond: Double
    let p50Milliseconds: Double
    let p99Milliseconds: Double
    let cpuMicrosecondsPerRequest: Double

    private final class Shared: Sendable {
        let next = Atomic<Int>(0)
        let isOver = Atomic<Bool>(false)
        let failure = Mutex<String?>(nil)
        let latencies = Mutex<[UInt64]>([])
    }

    static func run(
        _ workload: Workload, connections: Int, seconds: Double, firstNumber: Int, payments: [String],
        server: ServerUnderLoad
    ) throws -> (Measurement, nextNumber: Int) {
        let shared = Shared()
        shared.next.store(firstNumber, ordering: .relaxed)
        let port = server.port
        let cpuBefore = server.cpuMicroseconds()
        let begin = DispatchTime.now().uptimeNanoseconds
        let done = DispatchGroup()
        for _ in 0..<connections {
            done.enter()
            Thread.detachNewThread {
                send(workload, port, payments, shared)
                done.leave()
            }
        }
        Thread.sleep(forTimeInterval: seconds)
        shared.isOver.store(true, ordering: .releasing)
        done.wait()
        let elapsed = Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9
        if let failure = shared.failure.withLock({ $0 }) { throw LoadConnection.Failure(description: failure) }
        let cpu = server.cpuMicroseconds() - cpuBefore
        return (measured(shared.latencies.withLock { $0 }, elapsed, cpu), shared.next.load(ordering: .relaxed))
    }

    private static func send(_ workload: Workload, _ port: UInt16, _ payments: [String], _ shared: Shared) {
        var latencies: [UInt64] = []
        do {
            let connection = try LoadConnection(port: port)
            while !shared.isOver.load(ordering: .acquiring) {
                let number = shared.next.wrappingAdd(1, ordering: .relaxed).oldValue
                let start = DispatchTime.now().uptimeNanoseconds
                try workload.send(number, on: connection, payments: payments)
                latencies.append(DispatchTime.now().uptimeNanoseconds - start)
            }
        } catch {
            shared.failure.withLock { $0 = "\(error)" }
        }
        shared.latencies.withLock { $0 += latencies }
    }

    private static func measured(_ nanoseconds: [UInt64], _ seconds: Double, _ cpu: Double) -> Measurement {
        var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        for latency in nanoseconds { histogram.record(latency) }
        return Measurement(
            requestsPerSecond: Double(nanoseconds.count) / seconds,
            p50Milliseconds: Double(histogram.valueAtPercentile(50)) / 1e6,
            p99Milliseconds: Double(histogram.valueAtPercentile(99)) / 1e6,
            cpuMicrosecondsPerRequest: cpu / Double(max(nanoseconds.count, 1)))
    }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted.count % 2 == 1
            ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
    }
}
