import Foundation

/// How a server is to run.
package struct ServerOptions: Sendable {
    package var mode = Mode.sandbox
    package var host = "127.0.0.1"
    /// 0 picks a free one.
    package var port = 8080
    package var store = StorePlace.sqlite
    package var dataDirectory = "./holdfast-data"
    package var keyFile: String
    /// Host names beside the loopback ones.
    package var allowedHosts: [String] = []
    /// What links begin with, when it is not the address the client called.
    package var publicOrigin: String?
    package var decliningAmounts = DecliningAmounts.classic
    package var returnURLs = ReturnURLs.checked
    /// Whether the last requests and answers are kept in memory, to be looked at. Nil: in the sandbox only.
    package var recordsExchanges: Bool?
    package var invoiceLists = InvoiceLists.objects
    package var invoiceSums = InvoiceSums.checked
    /// The file that says what is agreed with each merchant about invoices.
    package var invoiceAgreements: String?
    /// Where invoices go of whose merchant the agreements say nothing.
    package var invoiceDistribution = InvoiceDistribution.directory
    /// Nil: no mail is sent.
    package var mail: MailOptions?

    /// The server's own TLS; without it something before it speaks TLS, or nobody is far away.
    package var tls: TLSFiles?
    /// Opens `/metrics` to whoever shows it. Nil: on loopback it is open, elsewhere it takes the administrator's key.
    package var metricsToken: String?
    /// Where spans go: a file, or the address of a collector. Nil: nothing is traced.
    package var traces: String?
    /// What share of the traces that begin here are kept. Range: 0…1.
    package var traceRatio = 1.0

    /// Commands committed together at most. The benchmark measures what group commit is worth; nobody else sets it.
    package var batchLimit: Int?

    package init(keyFile: String = KeyRing.defaultFile()) { self.keyFile = keyFile }

    /// Files in PEM.
    package struct TLSFiles: Sendable {
        package let certificate: String
        package let key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    package enum Mode: String, CaseIterable, Sendable {
        /// The simulated issuer answers; there is a demo merchant on loopback, and the payer can be played.
        case sandbox
        /// In front of real PSPs: nothing is simulated and nobody has published credentials.
        case gateway
    }

    /// Where the sandbox of the Checkout.com wire declines certain amounts, as the real one does.
    package enum DecliningAmounts: String, CaseIterable, Sendable {
        case everywhere
        /// On the classic platform alone, whose table it is.
        case classic
        case off
    }

    /// Whether the return address of a payment on the ePayment wire has to be a whole one, as its documents say. Its own tests
    /// leave the scheme out.
    package enum ReturnURLs: String, CaseIterable, Sendable {
        case checked
        case unchecked
    }

    var keepsExchanges: Bool { recordsExchanges ?? (mode == .sandbox) }
    /// How the wire of Swedbank Pay spells lists.
    package enum InvoiceLists: String, CaseIterable, Sendable {
        /// As its SDKs need them.
        case objects
        /// As its documentation of captures has them.
        case arrays
    }

    /// Whether lines and rates of tax of an invoice have to add up.
    package enum InvoiceSums: String, CaseIterable, Sendable {
        case checked
        case unchecked
    }

    package enum InvoiceDistribution: String, CaseIterable, Sendable {
        case directory
        case email
        case both
    }

    /// The mail server that invoices are handed over to.
    package struct MailOptions: Sendable {
        package var server: String
        package var sender: String
        package var security = Security.required
        package var certificates: String?
        package var user: String?
        package var password: String?

        package init(server: String, sender: String) {
            self.server = server
            self.sender = sender
        }

        package enum Security: String, CaseIterable, Sendable {
            case required
            case opportunistic
            case none
        }
    }
    package var hasKey: Bool { FileManager.default.fileExists(atPath: keyFile) }

    var isLoopback: Bool { HostRule.isLoopback(host) }
}
