import DialectKit
import Foundation
import Invoicing

extension ServerOptions {
    /// The mail server, checked: what is wrong with it is said at the start, not when the first invoice is sent.
    func smtpServer() throws(ServerTrouble) -> SMTPServer? {
        guard let mail else { return nil }
        let address = WebAddress(mail.server)
        guard let address, ["smtp", "smtps"].contains(address.scheme) else {
            throw ServerTrouble(description: "--smtp-server is an address such as smtp://mail.example.org:587")
        }
        guard let sender = MailAddress(mail.sender) else {
            throw ServerTrouble(description: "--smtp-sender is a mail address such as invoices@example.org")
        }
        if let file = mail.certificates, !FileManager.default.isReadableFile(atPath: file) {
            throw ServerTrouble(description: "cannot read the certificates \(file): name a file with --smtp-ca-file")
        }
        let security: SMTPServer.Security =
            switch mail.security {
            case .required: .required
            case .opportunistic: .opportunistic
            case .none: .none
            }
        return SMTPServer(
            address: mail.server, sender: sender, security: security, certificates: mail.certificates, user: mail.user,
            password: mail.password)
    }
}

extension ServerOptions.InvoiceDistribution {
    var channels: Set<InvoiceChannel> {
        switch self {
        case .directory: [.directory]
        case .email: [.email]
        case .both: [.directory, .email]
        }
    }
}
