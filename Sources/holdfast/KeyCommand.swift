import ArgumentParser
import Server

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The key that opens the data.", subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let another key file open the data, and the present one no more; works beside a running server.",
            discussion: """
                The server that runs goes on without a pause: the key file is read at the start. Name the new file with \
                --key-file from then on. Backups from before are opened by the old file.
                """)

        @OptionGroup var place: Place

        @Option(help: "The new key file, which is made when it is not there.")
        var to: String

        func run() async throws {
            do {
                let options = try await place.found().options
                try KeyOffice.rotate(options, to: to)
                say("\(to) opens the data from now on, \(options.keyFile) no more: keep that for backups from before")
            } catch {
                throw advice(on: error)
            }
        }
    }
}
