import DialectKit
import Engine
import Foundation
import PaymentCore

/// Everything, measured side by side on one machine, so that a slow minute slows all of it. Ends with an error when an
/// answer was wrong, a setting was not durable, or an audit is not clean.
package struct Benchmark {
    let plan: Plan
    let say: (String) -> Void
    let identifiers = IdentifierSource { SystemTime().now() }

    package init(_ plan: Plan, say: @escaping (String) -> Void) {
        self.plan = plan
        self.say = say
    }

    /// `folder` is where the page and the chart are written; nil writes neither.
    package func run(writingTo folder: String?) async throws {
        var report = Report(plan: plan)
        let ceiling = try ProcessUnderLoad(["bench", "ceiling"])
        let empty = DataFolder()
        let template = try template(in: empty, &report)
        say("filling in \(plan.payments) payments …")
        let begin = nanoseconds()
        let large = try filled(empty, template, plan.payments)
        let few = try filled(empty, template, plan.fewPayments)
        say("filled in \(Int(seconds(since: begin))) s")

        let layers = try few.folder.copy()
        let serverRuns = try ServerRuns(plan, few: few, large: large, ceiling: ceiling, say: say)
        try serverRuns.run(&report)
        try await measureLayers(template, few.payments, layers, &report)
        report.targets = Targets.of(report)
        say(report.markdown)
        if let folder { try report.write(to: folder, chart: Targets.chart(of: report)) }
    }

    struct Filled {
        let folder: DataFolder
        let payments: [PaymentID]
        var names: [String] { payments.map { PrefixedName.spell($0, "pmt_") } }
    }

    /// A server's first payment, authorized over our own API.
    private func template(in folder: DataFolder, _ report: inout Report) throws -> Template {
        let server = try folder.serve()
        Thread.sleep(forTimeInterval: 1)
        report.facts.append(
            ("resident, idle and empty", "\(try server.figures().residentBytes / 1_048_576) MiB"))
        report.idleBytes = try server.figures().residentBytes
        let connection = try SingleConnection(port: server.port)
        let order = #"{"amount":{"value":1000000000000,"currency":"NOK"}}"#
        let created = try connection.ask("POST", OwnShop.path, Key.own, order, expecting: 201)
        guard let name = created.split(separator: "\"").first(where: { $0.hasPrefix("pmt_") }),
            let id: PaymentID = PrefixedName.read(name, "pmt_")
        else { throw Trouble("no payment: \(created)") }
        _ = try connection.ask("POST", "\(OwnShop.path)/\(name)/payer", Key.own, #"{"action":"approve"}"#)
        guard server.stop() else { throw Trouble("the server did not end well") }
        return try Template(id, in: folder)
    }

    private func filled(_ empty: DataFolder, _ template: Template, _ count: Int) throws -> Filled {
        let folder = try empty.copy()
        return Filled(folder: folder, payments: try template.fill(folder, count: count, identifiers: identifiers))
    }

    private func measureLayers(
        _ template: Template, _ payments: [PaymentID], _ folder: DataFolder, _ report: inout Report
    ) async throws {
        say("layer by layer …")
        let decided = try (0..<plan.layerRounds).map { _ in
            try DecideLayer.run(template, seconds: plan.seconds / 3, identifiers: identifiers)
        }
        let store = try StoreLayer.run(
            template, on: folder, payments: payments, identifiers: identifiers, rounds: plan.layerRounds,
            batches: plan.storeBatches)
        let engine = try await EngineLayer.run(
            template, on: folder, payments: payments, identifiers: identifiers, rounds: plan.layerRounds,
            seconds: plan.seconds, submitters: plan.connections)
        report.layers = [
            ("captures decided and checked, one thread", decided.median),
            ("captures through the engine, 64 submitters", engine.median),
            ("captures through the store, batches of 256", store.map(\.store256).median),
            ("the same statements from a raw SQLite loop, batches of 256", store.map(\.raw256).median),
            ("the same, batches of 64", store.map(\.raw64).median),
        ]
        report.layerRates = Report.LayerRates(
            engine: engine.median, store256: store.map(\.store256).median, raw256: store.map(\.raw256).median,
            raw64: store.map(\.raw64).median, singleCommit: store.map(\.rawSingleCommit).median)
        report.facts.append(
            (
                "one capture's statements and their commit, raw SQLite, median",
                report.layerRates.singleCommit.short + " ms"
            ))
    }
}
