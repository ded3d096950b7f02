/// The text format that Prometheus reads, version 0.0.4.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/, read 2026-11-27.
enum Exposition {
    static func write(_ family: MetricsRegistry.Family, named name: String, to text: inout String) {
        let kind =
            switch family.figure.kind {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        text += "# HELP \(name) \(escapedHelp(family.figure.help))\n# TYPE \(name) \(kind)\n"
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
            switch series {
            case .counter(let counter): text += "\(name)\(braced(labels)) \(counter.value)\n"
            case .gauge(let gauge): text += "\(name)\(braced(labels)) \(number(gauge.value))\n"
            case .histogram(let histogram): write(histogram, name, labels, to: &text)
            }
        }
    }

    private static func write(
        _ histogram: HistogramSeries, _ name: String, _ labels: String, to text: inout String
    ) {
        let (cumulative, sum) = histogram.value
        let before = labels.isEmpty ? "" : labels + ","
        for (bound, count) in zip(histogram.bounds.map(number) + ["+Inf"], cumulative) {
            text += "\(name)_bucket{\(before)le=\"\(bound)\"} \(count)\n"
        }
        text += "\(name)_sum\(braced(labels)) \(number(sum))\n"
        text += "\(name)_count\(braced(labels)) \(cumulative.last ?? 0)\n"
    }

    /// Letters, digits and underscores; whatever else becomes an underscore.
    static func name(_ label: String) -> String {
        let text = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        return text.first?.isNumber ?? true ? "_" + text : text
    }

    /// What stands between the braces, in the order of the names.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.sorted { $0.0 < $1.0 }.map { "\(name($0.0))=\"\(escapedValue($0.1))\"" }.joined(separator: ",")
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    /// Whole numbers without a point; the shortest text that reads back as the same number otherwise.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 9e15 { return String(Int64(value)) }
        return "\(value)"
    }

    private static func escapedHelp(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func escapedValue(_ text: String) -> String {
        escapedHelp(text).replacing("\"", with: "\\\"")
    }
}
