import ArgumentParser
import Engine
import Server

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Recheck every invariant from the stored facts; works beside a running server.")

    @OptionGroup var place: Place

    func run() async throws {
        let report: Audit.Report
        do {
            let options = try await place.found().options
            report = try DataAudit.run(options)
        } catch {
            throw advice(on: error)
        }
        for finding in report.findings { say(finding) }
        say(report.told)
        if !report.isClean { throw ExitCode(1) }
    }
}

extension Audit.Report {
    var told: String {
        "\(payments) payments, \(events) events, \(batches) batches: "
            + (isClean ? "clean" : "\(findings.count) findings")
    }
}
