/// The ratios that matter, from the figures of one run.
enum Targets {
    static func of(_ report: Report) -> [Target] {
        let layers = report.layerRates
        let captures = report.runs(Case.captures, 64)
        let single = report.runs(Case.captures, 1).median(\.p50)
        let noop = report.runs(Case.noop, 1).median(\.p50)
        var targets: [Target] = [
            .atLeast(
                0.18, "captures at 64 connections, of the bare NIO handler (the aim: 0.35)",
                report.rate(Case.captures, 64) / report.rate(Case.ceiling, 64)),
            .atMost(8, "their p99, of their p50", captures.median(\.p99) / captures.median(\.p50)),
            .atMost(
                2, "latency at one connection, of a raw commit and a no-op request",
                single / (layers.singleCommit + noop)),
            .atLeast(0.8, "store alone, of the raw SQLite loop, batches of 256", layers.store256 / layers.raw256),
            .atLeast(0.7, "engine with 64 submitters, of the raw loop, batches of 64", layers.engine / layers.raw64),
            .atLeast(
                3, "group commit, of one transaction for each request",
                report.rate(Case.captures, 64) / report.rate(Case.oneEach, 64)),
            .atLeast(
                0.7, "a million payments at random, of a thousand",
                report.rate(Case.million, 64) / report.rate(Case.captures, 64)),
            .atMost(1, "seconds to listen, with a million payments", report.secondsToListen),
            .atMost(600, "MiB resident under load", Double(report.loadedBytes) / 1_048_576),
            .atMost(60, "MiB resident, idle and empty", Double(report.idleBytes) / 1_048_576),
        ]
        let stripe = report.rate(Case.localstripe, 64)
        if stripe > 0 {
            targets.append(
                .atLeast(
                    100, "authorize and capture, of localstripe with 400 payments",
                    report.rate(Case.life("Holdfast"), 64) / stripe))
        }
        return targets
    }

    static func chart(of report: Report) -> [(label: String, value: Double)] {
        [Case.ceiling, Case.noop, Case.captures, Case.million, Case.oneEach, Case.life("Holdfast"), Case.localstripe]
            .filter { report.rate($0, 64) > 0 }.map { ($0, report.rate($0, 64)) }
    }
}

/// What is measured, as the tables call it.
enum Case {
    static let ceiling = "bare NIO handler, POST"
    static let noop = "no-op POST"
    static let captures = "captures, a thousand payments"
    static let million = "captures, a million payments"
    static let oneEach = "captures, one transaction each"
    static let open = "captures, a thousand payments, open loop at half their rate"
    static let refunds = "refunds"
    static let reads = "reads"
    static let mixed = "mixed lives, all requests"
    static let localstripe = "authorize and capture, localstripe"
    static func life(_ shop: String) -> String { "authorize and capture, \(shop)" }
}
