import ArgumentParser
import Server

/// Where a command finds its data: by flag, else by the environment, else by a file.
struct Place: ParsableArguments {
    @Option(help: "Directory with the data. (default: ./holdfast-data)")
    var data: String?

    @Option(
        help: """
            How data is kept: sqlite, in the data directory; or the address of a PostgreSQL that nodes share, such as \
            postgres://user@host/name?sslmode=verify-full. (default: sqlite)
            """)
    var store: String?

    @Option(help: "File with the instance's secret key. (default: \(KeyRing.defaultFile()))")
    var keyFile: String?

    @Option(
        help:
            "JSON file with settings, named as the flags are. HOLDFAST_* in the environment wins over it, a flag over both."
    )
    var config: String?

    /// The options as they are told, with the settings that the rest may come from.
    func found() async throws -> (options: ServerOptions, settings: Settings) {
        let settings = try await Settings(file: config)
        var options = ServerOptions()
        if let text = try await settings.text("store", unless: store) {
            // Never repeats what it was given: an address may hold a password.
            guard let place = StorePlace(text) else {
                throw ValidationError("--store is sqlite, or an address that begins with postgres://")
            }
            options.store = place
        }
        options.keyFile = try await settings.text("key-file", unless: keyFile) ?? options.keyFile
        options.dataDirectory = try await settings.text("data", unless: data) ?? options.dataDirectory
        return (options, settings)
    }
}
