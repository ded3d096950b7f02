import Metrics
import Synchronization

/// A figure that only grows.
final class CounterSeries: CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) { count.wrappingAdd(max(0, amount), ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }
    var value: Int64 { count.load(ordering: .relaxed) }
}

/// A figure that stands at what it was set to.
final class GaugeSeries: MeterHandler, RecorderHandler {
    private let bits = Atomic<UInt64>(0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func increment(by amount: Double) { bits.add(amount) }
    func decrement(by amount: Double) { bits.add(-amount) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// How often a figure fell into each of a fixed row of buckets.
///
/// `@unchecked Sendable`: `counts` is set once and freed by the last owner; what it points to is atomic.
final class HistogramSeries: RecorderHandler, TimerHandler, @unchecked Sendable {
    let bounds: [Double]
    private let counts: UnsafeMutablePointer<Atomic<UInt64>>
    private let sum = Atomic<UInt64>(0)

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: bounds.count + 1)
        counts.deallocate()
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        counts[index].wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    /// How many fell below each bound, the last one being all; and what they add up to.
    var value: (cumulative: [UInt64], sum: Double) {
        var all: UInt64 = 0
        var cumulative: [UInt64] = []
        for index in 0...bounds.count {
            all += counts[index].load(ordering: .relaxed)
            cumulative.append(all)
        }
        return (cumulative, Double(bitPattern: sum.load(ordering: .relaxed)))
    }
}

extension Atomic<UInt64> {
    /// Adds to the number that the bits stand for.
    fileprivate borrowing func add(_ amount: Double) {
        var old = load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, now) = weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = now
        }
    }
}
