import Histogram

/// What one run came to.
struct Run {
    let perSecond: Double
    let p50: Double
    let p99: Double
    let p999: Double
    /// The server's, of a request. Unit: microseconds.
    let cpu: Double
    /// To storage, of a request. Unit: bytes.
    let written: Double

    /// `step` nil: every request counts. Otherwise rate and latency are of that step's requests alone, and what the server
    /// spent is of all requests that led to it.
    init(_ tallies: [LoadClient.Tally], _ step: Step?, seconds: Double, before: ProcessFigures, after: ProcessFigures) {
        var latencies = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        var count = 0
        for each in Step.allCases where step == nil || step == each {
            let tally = tallies[each.rawValue]
            count += tally.count
            latencies.add(tally.latencies)
        }
        perSecond = Double(count) / seconds
        p50 = Double(latencies.valueAtPercentile(50)) / 1e6
        p99 = Double(latencies.valueAtPercentile(99)) / 1e6
        p999 = Double(latencies.valueAtPercentile(99.9)) / 1e6
        cpu = (after.cpuMicroseconds - before.cpuMicroseconds) / Double(max(count, 1))
        written = (after.writtenBytes - before.writtenBytes) / Double(max(count, 1))
    }
}

extension [Run] {
    /// Each figure's own median.
    func median(_ figure: KeyPath<Run, Double>) -> Double { map { $0[keyPath: figure] }.median }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted.count % 2 == 1
            ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
    }
}

extension Double {
    /// As many digits behind the point as leave three that matter.
    var short: String {
        if self >= 100 { return "\(Int(rounded()))" }
        let (digits, scale) = self >= 10 ? (1, 10.0) : self >= 1 ? (2, 100.0) : (3, 1_000.0)
        let scaled = Int((self * scale).rounded())
        let fraction = "\(scaled % Int(scale))"
        return "\(scaled / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
