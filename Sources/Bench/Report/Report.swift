import Foundation

/// The tables of a whole run.
struct Report {
    struct Row {
        let name: String
        let connections: Int
        let runs: [Run]
    }

    var plan: Plan
    var rows: [Row] = []
    var layers: [(name: String, perSecond: Double)] = []
    var facts: [(name: String, value: String)] = []
    var targets: [Target] = []
    var layerRates = LayerRates()
    var idleBytes = 0
    var loadedBytes = 0
    var secondsToListen = 0.0

    /// Captures per second; the commit in milliseconds.
    struct LayerRates {
        var engine = 0.0
        var store256 = 0.0
        var raw256 = 0.0
        var raw64 = 0.0
        var singleCommit = 0.0
    }

    var markdown: String {
        ([
            "\(plan.payments) payments where it says \"million\"; medians of \(plan.rounds) alternating rounds of "
                + "\(plan.seconds) s each, but for the open loop and \"authorize and capture\": three runs in a row, localstripe "
                + "one of \((plan.seconds * 3).short) s; every answer checked; audits clean afterwards.", "",
            "| Over HTTP | connections | per second | p50 ms | p99 ms | p99.9 ms | server CPU µs | bytes written |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ] + rows.map(line)
            + ["", "| Without HTTP | per second |", "|---|---:|"]
            + layers.map { "| \($0.name) | \(Int($0.perSecond)) |" }
            + ["", "| | |", "|---|---:|"] + facts.map { "| \($0.name) | \($0.value) |" }
            + ["", "| What it should come to | wanted | reached | |", "|---|---:|---:|---|"]
            + targets.map { "| \($0.text) | \($0.wanted) | \($0.reached.short) | \($0.isMet ? "yes" : "no") |" })
            .joined(separator: "\n")
    }

    private func line(_ row: Row) -> String {
        let runs = row.runs
        return "| \(row.name) | \(row.connections) | \(Int(runs.median(\.perSecond))) | \(runs.median(\.p50).short) "
            + "| \(runs.median(\.p99).short) | \(runs.median(\.p999).short) | \(runs.median(\.cpu).short) "
            + "| \(Int(runs.median(\.written))) |"
    }

    func runs(_ name: String, _ connections: Int) -> [Run] {
        rows.first { $0.name == name && $0.connections == connections }?.runs ?? []
    }

    func rate(_ name: String, _ connections: Int) -> Double { runs(name, connections).median(\.perSecond) }

    /// Puts the tables into `PERFORMANCE.md` in `folder`, and the chart beside it.
    func write(to folder: String, chart: [(label: String, value: Double)]) throws {
        try Page(folder: folder).write("![per second](performance.svg)\n\n" + markdown, between: .figures)
        let title = "Per second, 64 connections, two cores with the client; the first two write nothing durable"
        let svg = Chart.svg(title: title, chart)
        try svg.write(toFile: folder + "/performance.svg", atomically: true, encoding: .utf8)
    }
}
