/// Where mail is handed over, and how.
package struct SMTPServer: Sendable {
    /// `smtp://mail.example.org:587`; `smtps://` speaks TLS from the first byte.
    package let address: String
    package var security: Security
    /// A file of certificates to trust instead of the machine's.
    package var certificates: String?
    package var user: String?
    /// In memory alone: it comes from the environment or the configuration file, and is never logged.
    package var password: String?
    /// Whom mail comes from.
    package let sender: MailAddress

    package enum Security: String, CaseIterable, Sendable {
        /// No mail without TLS and a certificate that holds.
        case required
        /// TLS with a certificate that holds where the server offers TLS, nothing where it does not.
        case opportunistic
        case none
    }

    package init(
        address: String, sender: MailAddress, security: Security = .required, certificates: String? = nil,
        user: String? = nil, password: String? = nil
    ) {
        self.address = address
        self.sender = sender
        self.security = security
        self.certificates = certificates
        self.user = user
        self.password = password
    }
}
