import Metrics
import Telemetry
import Testing

@Suite("The text that Prometheus reads")
struct ExpositionTests {
    @Test("a counter, a gauge and a histogram are written as the format has them, by name")
    func whole() {
        let registry = MetricsRegistry([
            Figure("a_total", .counter, "How often.\nAnd why \\ not."),
            Figure("b_seconds", .histogram([0.5, 1]), "How long."), Figure("c", .gauge, "How much."),
        ])
        Counter(label: "a_total", dimensions: [("z", "1"), ("k", "say \"hi\"\\\n")], factory: registry).increment(by: 3)
        Meter(label: "c", factory: registry).set(2.5)
        let timer = Timer(label: "b_seconds", factory: registry)
        for milliseconds in [250, 500, 750, 2_000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            registry.text() == """
                # HELP a_total How often.\\nAnd why \\\\ not.
                # TYPE a_total counter
                a_total{k="say \\"hi\\"\\\\\\n",z="1"} 3
                # HELP b_seconds How long.
                # TYPE b_seconds histogram
                b_seconds_bucket{le="0.5"} 2
                b_seconds_bucket{le="1"} 3
                b_seconds_bucket{le="+Inf"} 4
                b_seconds_sum 3.5
                b_seconds_count 4
                # HELP c How much.
                # TYPE c gauge
                c 2.5

                """)
    }

    @Test("whatever makes the same series twice counts on in one")
    func once() {
        let registry = MetricsRegistry([])
        Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(registry.text().hasSuffix("\nn{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test("beyond its limit a figure grows no further series: the rest is counted under other")
    func bounded() {
        let registry = MetricsRegistry([], seriesLimit: 3)
        for number in 0..<1_000 {
            Counter(label: "n", dimensions: [("id", "\(number)")], factory: registry).increment()
        }
        let lines = registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines == ["n{id=\"0\"} 1", "n{id=\"1\"} 1", "n{id=\"2\"} 1", "n{id=\"other\"} 997"])
    }

    @Test("no observation is lost when many threads note at once")
    func concurrent() async {
        let registry = MetricsRegistry([Figure("h", .histogram([10]), "h")])
        let counter = Counter(label: "n", factory: registry)
        let recorder = Recorder(label: "h", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for value in 1...5_000 {
                        counter.increment()
                        recorder.record(value % 20)
                    }
                }
            }
        }
        let text = registry.text()
        #expect(text.contains("\nn 40000\n") && text.contains("h_count 40000\n") && text.contains("h_sum 380000\n"))
        #expect(text.contains("h_bucket{le=\"10\"} 22000\n"))
    }
}
