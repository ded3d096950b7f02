package import Metrics
import Synchronization

/// Every figure of this process, behind swift-metrics, to be read by Prometheus.
package final class MetricsRegistry: MetricsFactory {
    private let figures: [String: Figure]
    private let seriesLimit: Int
    private let families = Mutex<[String: Family]>([:])

    struct Family {
        let figure: Figure
        /// Names and values of the labels, as they stand between the braces.
        var series: [String: Series] = [:]
    }

    enum Series {
        case counter(CounterSeries)
        case gauge(GaugeSeries)
        case histogram(HistogramSeries)
    }

    /// `figures` are what is known of them beforehand; one that is not among them has its name for help.
    /// `seriesLimit`: series of one figure at most; the rest is counted together.
    package init(_ figures: [Figure], seriesLimit: Int = 200) {
        self.figures = Dictionary(figures.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.seriesLimit = seriesLimit
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard case .counter(let series) = series(label, dimensions, .counter, implying: .counter) else {
            return CounterSeries()
        }
        return series
    }

    /// Also for a counter that somebody else keeps, and that is only told here where it stands.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        guard case .gauge(let series) = series(label, dimensions, .gauge, implying: .gauge) else {
            return GaugeSeries()
        }
        return series
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        switch series(
            label, dimensions, aggregate ? .histogram : .gauge, implying: aggregate ? Figure.sizes : .gauge)
        {
        case .histogram(let series): series
        case .gauge(let series): series
        case .counter: GaugeSeries()
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard case .histogram(let series) = series(label, dimensions, .histogram, implying: Figure.seconds) else {
            return HistogramSeries(bounds: [])
        }
        return series
    }

    // Series live as long as the process: a counter that went would count from nothing again.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// As the text format 0.0.4 has it, families and series in the order of their names.
    package func text() -> String {
        var text = ""
        let families = families.withLock { $0 }
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            Exposition.write(family, named: name, to: &text)
        }
        return text
    }

    private enum Storage { case counter, gauge, histogram }

    private func series(
        _ label: String, _ dimensions: [(String, String)], _ storage: Storage, implying implied: Figure.Kind
    ) -> Series {
        let name = Exposition.name(label)
        return families.withLock { families in
            var family = families[name] ?? Family(figure: figures[name] ?? Figure(name, implied, label))
            var key = Exposition.labels(dimensions)
            if let known = family.series[key] { return known }
            if family.series.count >= seriesLimit {
                key = Exposition.labels(dimensions.map { ($0.0, "other") })
                if let known = family.series[key] { return known }
            }
            let made: Series =
                switch (storage, family.figure.kind) {
                case (.counter, _): .counter(CounterSeries())
                case (.gauge, _): .gauge(GaugeSeries())
                case (.histogram, .histogram(let bounds)): .histogram(HistogramSeries(bounds: bounds))
                case (.histogram, .counter), (.histogram, .gauge): .histogram(HistogramSeries(bounds: []))
                }
            family.series[key] = made
            families[name] = family
            return made
        }
    }
}
