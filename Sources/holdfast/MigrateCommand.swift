import ArgumentParser
import Engine
import Server

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Move a data directory into an empty PostgreSQL, and audit it there; run again, it goes on.",
        discussion: """
            Stop the server of the directory first. It stays as it was, and the database stays closed to servers until \
            everything is there and the audit agrees. The key does not move: every server on the database needs the key \
            file of this data, for secrets are sealed with it, and credentials and idempotency keys are only known by it.
            """)

    @Option(help: "The data directory to move. (default: what HOLDFAST_DATA or the file says, or ./holdfast-data)")
    var from: String?

    @Option(
        help: """
            Where to, such as postgres://user@host/name. As HOLDFAST_STORE a password in it is seen by nobody. \
            (default: what HOLDFAST_STORE or the file says)
            """)
    var to: String?

    @Option(help: "File with the secret key of this data. (default: \(KeyRing.defaultFile()))")
    var keyFile: String?

    @Option(help: "JSON file with settings, named as the server's flags are.")
    var config: String?

    func run() async throws {
        let made: DataMove.Made
        let directory: String
        let key: String
        do {
            let settings = try await Settings(file: config)
            let usual = ServerOptions()
            directory = try await settings.text("data", unless: from) ?? usual.dataDirectory
            key = try await settings.text("key-file", unless: keyFile) ?? usual.keyFile
            // Never repeats what it was given: an address may hold a password.
            let place = try await settings.text("store", unless: to).flatMap { StorePlace($0) }
            guard case .postgres(let address)? = place else {
                throw ValidationError("say with --to where to: an address that begins with postgres://")
            }
            var progress = Progress()
            made = try DataMove.run(from: directory, to: address, keyFile: key) { news in
                if let text = progress.text(news) { say(text) }
            }
            for finding in made.report.findings { say(finding) }
            say(made.report.told)
            guard made.isOpen else {
                throw ValidationError(
                    """
                    what was moved is not what lies in \(directory): the database stays closed, the directory is as it was. \
                    Report this, it is a fault of ours
                    """)
            }
            say("servers find it with --store, and with this data's key: \(key) has to lie on each machine")
            if made.invoices > 0 {
                say("\(made.invoices) invoices stay in \(directory)/invoices: keep --data where they are")
            }
            say("\(directory) stays as it was: keep it as a backup, and start no server on it any more")
        } catch {
            throw advice(on: error)
        }
        if !made.report.isClean { throw ExitCode(1) }
    }
}

/// What is said on the way: each portion when it is done, and meanwhile not more often than one can read.
private struct Progress {
    private var last: (portion: Portion, at: ContinuousClock.Instant)?

    private static let pause = Duration.milliseconds(500)

    mutating func text(_ news: DataMove.News) -> String? {
        switch news {
        case .goesOn: return "goes on where it broke off"
        case .beginsAnew: return "the data was written to since it broke off: begins anew"
        case .audits: return "all is there; auditing it"
        case .isThere: return "all of it is there already"
        case .moved(let portion, let lines, let all):
            let now = ContinuousClock.now
            if lines < all, let last, last.portion == portion, now < last.at + Self.pause { return nil }
            last = (portion, now)
            return "\(portion.name): \(lines) of \(all)"
        }
    }
}
