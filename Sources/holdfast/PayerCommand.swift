import ArgumentParser
import Server

struct PayerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payer",
        abstract: "Find payments that tell of a person, and erase that person; works beside a running server.",
        subcommands: [Find.self, Erase.self])

    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The payments that keep a text anywhere: an e-mail address, a telephone number, a name.")

        @Argument(help: "As it was sent, letter by letter.")
        var text: String

        @OptionGroup var place: Place

        func validate() throws {
            guard text.utf8.count >= 3 else { throw ValidationError("a text of 3 bytes or more") }
        }

        func run() async throws {
            do {
                let options = try await place.found().options
                try PayerOffice(options).find(text) { say("\($0.name)  \($0.wire)  \($0.status)") }
            } catch {
                throw advice(on: error)
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the payer out of payments for good; books and hash chain stay whole.",
            discussion: """
                Names, addresses, telephone numbers, metadata, free text and what webhooks carried of them go; amounts, dates, \
                references and the shop's own addresses stay, and so do invoices, which have to be kept. Snapshots of the \
                merchants concerned are forgotten. Backups from before still hold everything.
                """)

        @Argument(help: "As `holdfast payer find` names them.")
        var payments: [String]

        @Flag(
            help: """
                Leave what is left of them in unused parts of the file until the next erasure: rewriting it makes the server's \
                writer wait, as long as copying the database takes.
                """)
        var withoutCompacting = false

        @OptionGroup var place: Place

        func run() async throws {
            do {
                let options = try await place.found().options
                let office = try PayerOffice(options)
                for payment in payments {
                    let count = try office.erase(payment)
                    say("\(payment): erased from \(count) events")
                }
                try await office.settle()
                guard !withoutCompacting else { return }
                let isCompact = try office.compact()
                say(
                    isCompact
                        ? "nothing of it is left in the data directory"
                        : "old versions of the rows go when PostgreSQL vacuums: VACUUM events, attempts, names, documents"
                )
            } catch {
                throw advice(on: error)
            }
        }
    }
}
