import ArgumentParser
import Engine
import Server

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Recheck every invariant from the stored facts; works beside a running server.")

    @Option(help: "Directory with the data.")
    var data = "./holdfast-data"

    @Option(help: "File with the instance's secret key.")
    var keyFile = KeyRing.defaultFile()

    func run() throws {
        let report: Audit.Report
        do {
            report = try DataAudit.run(dataDirectory: data, keyFile: keyFile)
        } catch {
            throw advice(on: error)
        }
        for finding in report.findings { say(finding) }
        say(
            "\(report.payments) payments, \(report.events) events, \(report.batches) batches: "
                + (report.isClean ? "clean" : "\(report.findings.count) findings"))
        if !report.isClean { throw ExitCode(1) }
    }
}
