import ArgumentParser
import Glibc
import Logging
import Server

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server: a sandbox on loopback unless told otherwise.",
        discussion: """
            Each setting is a flag (--key-file), a variable in the environment (HOLDFAST_KEY_FILE) or a member of the JSON \
            file that --config or HOLDFAST_CONFIG names ("key-file"). A flag wins over the environment, the environment \
            over the file.
            """)

    @Option(help: "sandbox simulates issuers and has a demo merchant; gateway simulates nothing. (default: sandbox)")
    var mode: ServerOptions.Mode?

    @Option(
        help: """
            Address to bind. Elsewhere than on loopback the demo merchant's credentials are generated. (default: 127.0.0.1)
            """)
    var host: String?

    @Option(help: "Port to bind; 0 picks a free one and prints it. (default: 8080)")
    var port: Int?

    @OptionGroup var place: Place

    @Option(
        name: .customLong("allow-host"),
        help: "Host name to answer to, beside the loopback ones. May be repeated; in the environment parted by commas.")
    var allowedHosts: [String] = []

    @Option(help: "What links in answers begin with, such as https://pay.example.org; the called address otherwise.")
    var publicUrl: String?

    @Option(
        help: """
            Where amounts such as 20.05 are declined, as Checkout.com's sandbox does: everywhere, classic, off. \
            (default: classic)
            """)
    var decliningAmounts: ServerOptions.DecliningAmounts?

    @Option(
        help: """
            Whether returnUrl of Vipps MobilePay's ePayment has to be a whole address: checked, or unchecked, which takes \
            one without https:// too. (default: checked)
            """)
    var returnUrls: ServerOptions.ReturnURLs?

    @Flag(
        inversion: .prefixedNo,
        help: "Keep the last requests and answers in memory, redacted. The sandbox does; a gateway does not.")
    var recordExchanges: Bool?
    @Option(
        help:
            "How lists of the Swedbank Pay wire are spelled: objects, as its SDKs need them, or arrays. (default: objects)"
    )
    var invoiceLists: ServerOptions.InvoiceLists?

    @Option(help: "Whether lines and rates of an invoice have to add up: checked or unchecked. (default: checked)")
    var invoiceSums: ServerOptions.InvoiceSums?

    @Option(
        help: "File with what is agreed with each merchant about invoices: seller, account, days until they are due.")
    var invoiceAgreements: String?

    @OptionGroup var mail: MailSettings
    @OptionGroup var operating: Operating

    /// For the benchmark, which compares with one transaction per request.
    @Option(help: .hidden)
    var batchLimit: Int?

    func run() async throws {
        do {
            let options = try await options()
            try await HoldfastServer(options, logger: Logger(label: "holdfast")).run { say($0) }
        } catch {
            throw advice(on: error)
        }
    }

    private func options() async throws -> ServerOptions {
        var (options, settings) = try await place.found()
        try await operating.startLogging(settings)
        try await operating.apply(to: &options, settings)
        if let text = try await settings.text("mode", unless: mode?.rawValue) {
            guard let mode = ServerOptions.Mode(rawValue: text) else {
                throw ValidationError("the setting 'mode' is sandbox or gateway")
            }
            options.mode = mode
        }
        options.host = try await settings.text("host", unless: host) ?? options.host
        options.port = try await settings.number("port", unless: port) ?? options.port
        guard (0...65_535).contains(options.port) else {
            throw ValidationError("--port is a number from 0 to 65535")
        }
        options.allowedHosts = try await settings.texts("allow-host", unless: allowedHosts)
        if let text = try await settings.text("declining-amounts", unless: decliningAmounts?.rawValue) {
            guard let amounts = ServerOptions.DecliningAmounts(rawValue: text) else {
                throw ValidationError("the setting 'declining-amounts' is everywhere, classic or off")
            }
            options.decliningAmounts = amounts
        }
        if let text = try await settings.text("return-urls", unless: returnUrls?.rawValue) {
            guard let urls = ServerOptions.ReturnURLs(rawValue: text) else {
                throw ValidationError("the setting 'return-urls' is checked or unchecked")
            }
            options.returnURLs = urls
        }
        options.recordsExchanges = recordExchanges
        if let text = try await settings.text("invoice-lists", unless: invoiceLists?.rawValue) {
            guard let lists = ServerOptions.InvoiceLists(rawValue: text) else {
                throw ValidationError("the setting 'invoice-lists' is objects or arrays")
            }
            options.invoiceLists = lists
        }
        if let text = try await settings.text("invoice-sums", unless: invoiceSums?.rawValue) {
            guard let sums = ServerOptions.InvoiceSums(rawValue: text) else {
                throw ValidationError("the setting 'invoice-sums' is checked or unchecked")
            }
            options.invoiceSums = sums
        }
        options.invoiceAgreements = try await settings.text("invoice-agreements", unless: invoiceAgreements)
        try await mail.apply(to: &options, settings)
        options.batchLimit = batchLimit
        options.publicOrigin = try await settings.text("public-url", unless: publicUrl)
        return options
    }
}

extension ServerOptions.Mode: ExpressibleByArgument {}
extension ServerOptions.DecliningAmounts: ExpressibleByArgument {}
extension ServerOptions.ReturnURLs: ExpressibleByArgument {}
extension ServerOptions.InvoiceLists: ExpressibleByArgument {}
extension ServerOptions.InvoiceSums: ExpressibleByArgument {}
