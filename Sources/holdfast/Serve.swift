import ArgumentParser
import Glibc
import Logging
import Server

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server: a sandbox on loopback unless told otherwise.")

    @Option(help: "sandbox simulates issuers and has a demo merchant; gateway simulates nothing.")
    var mode = ServerOptions.Mode.sandbox

    @Option(help: "Address to bind. Elsewhere than on loopback the demo merchant's credentials are generated.")
    var host = "127.0.0.1"

    @Option(help: "Port to bind; 0 picks a free one and prints it.")
    var port = 8080

    @Option(help: "Directory for the data; made when missing.")
    var data = "./holdfast-data"

    @Option(help: "File with the instance's secret key; made when missing.")
    var keyFile = KeyRing.defaultFile()

    @Option(name: .customLong("allow-host"), help: "Host name to answer to, beside the loopback ones. May be repeated.")
    var allowedHosts: [String] = []

    @Option(help: "What links in answers begin with, such as https://pay.example.org; the called address otherwise.")
    var publicUrl: String?

    @Option(help: "Where amounts such as 20.05 are declined, as Checkout.com's sandbox does: everywhere, classic, off.")
    var decliningAmounts = ServerOptions.DecliningAmounts.classic

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    }

    func run() async throws {
        var options = ServerOptions(keyFile: keyFile)
        options.mode = mode
        options.host = host
        options.port = port
        options.dataDirectory = data
        options.allowedHosts = allowedHosts
        options.publicOrigin = publicUrl
        options.decliningAmounts = decliningAmounts
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        do {
            try await HoldfastServer(options, logger: Logger(label: "holdfast")).run { say($0) }
        } catch {
            throw advice(on: error)
        }
    }
}

extension ServerOptions.Mode: ExpressibleByArgument {}
extension ServerOptions.DecliningAmounts: ExpressibleByArgument {}
