import ArgumentParser
import Engine
import Server

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the data as it stands at one moment; works beside a running server.",
        discussion: """
            The instance's key is not in the copy: keep the key file in another place. Without it no credential and no \
            idempotency key of the copy is known again.
            """)

    @OptionGroup var place: Place

    @Option(
        help: "Directory to make; or one file, when its name ends in .db, without the invoices. Must not hold one yet.")
    var to: String

    func run() async throws {
        do {
            let options = try await place.found().options
            let made = try DataBackup.make(of: options, to: to)
            say(made.told)
            if made.leftInvoices { say("the invoices are not in it: name a directory to have them too") }
            say("its key is not in it: keep \(options.keyFile) elsewhere")
        } catch {
            throw advice(on: error)
        }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a backup back to a data directory that holds nothing yet, and audit it.")

    @OptionGroup var place: Place

    @Option(help: "What `holdfast backup` made: a directory or a file.")
    var from: String

    func run() async throws {
        let isClean: Bool
        do {
            let options = try await place.found().options
            let made = try DataBackup.restore(from: from, to: options)
            say(made.told)
            guard options.hasKey else {
                say("its key is missing: put it at \(options.keyFile), then `holdfast audit`")
                return
            }
            let report = try DataAudit.run(options)
            for finding in report.findings { say(finding) }
            isClean = report.isClean
            say(report.told)
        } catch {
            throw advice(on: error)
        }
        if !isClean { throw ExitCode(1) }
    }
}

extension DataBackup.Made {
    fileprivate var told: String {
        "\(place): \(size) bytes up to batch \(lastBatch)" + (invoices > 0 ? ", \(invoices) files of invoices" : "")
    }
}
