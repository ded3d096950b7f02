import ArgumentParser
import Server

/// Where invoices go, and the mail server that they are handed over to. The password is no flag: everybody on the machine
/// could read it.
struct MailSettings: ParsableArguments {
    @Option(
        help: """
            Where invoices go of whose merchant the agreements say nothing: directory, email or both. (default: directory)
            """)
    var invoiceDistribution: ServerOptions.InvoiceDistribution?

    @Option(help: "Mail server for invoices, such as smtp://mail.example.org:587; smtps:// is TLS from the first byte.")
    var smtpServer: String?

    @Option(
        help: """
            TLS with the mail server: required, opportunistic (where it is offered) or none. A certificate always has to \
            hold. (default: required)
            """)
    var smtpSecurity: ServerOptions.MailOptions.Security?

    @Option(help: "File of certificates to trust of mail servers, instead of the machine's.")
    var smtpCaFile: String?

    @Option(help: "User at the mail server. The password is HOLDFAST_SMTP_PASSWORD, or smtp-password in the file.")
    var smtpUser: String?

    @Option(help: "The address that invoices come from, such as invoices@example.org.")
    var smtpSender: String?

    func apply(to options: inout ServerOptions, _ settings: Settings) async throws {
        if let text = try await settings.text("invoice-distribution", unless: invoiceDistribution?.rawValue) {
            guard let distribution = ServerOptions.InvoiceDistribution(rawValue: text) else {
                throw ValidationError("the setting 'invoice-distribution' is directory, email or both")
            }
            options.invoiceDistribution = distribution
        }
        guard let server = try await settings.text("smtp-server", unless: smtpServer) else { return }
        guard let sender = try await settings.text("smtp-sender", unless: smtpSender) else {
            throw ValidationError("say with --smtp-sender whom invoices come from")
        }
        var mail = ServerOptions.MailOptions(server: server, sender: sender)
        if let text = try await settings.text("smtp-security", unless: smtpSecurity?.rawValue) {
            guard let security = ServerOptions.MailOptions.Security(rawValue: text) else {
                throw ValidationError("the setting 'smtp-security' is required, opportunistic or none")
            }
            mail.security = security
        }
        mail.certificates = try await settings.text("smtp-ca-file", unless: smtpCaFile)
        mail.user = try await settings.text("smtp-user", unless: smtpUser)
        mail.password = try await settings.text("smtp-password", unless: nil)
        options.mail = mail
    }
}

extension ServerOptions.InvoiceDistribution: ExpressibleByArgument {}
extension ServerOptions.MailOptions.Security: ExpressibleByArgument {}
