/// A way on which invoices go to whoever pays them.
package enum InvoiceChannel: UInt8, CaseIterable, Hashable, Sendable {
    case directory = 0
    case email = 1

    package var word: String {
        switch self {
        case .directory: "directory"
        case .email: "email"
        }
    }
}

/// What became of one try.
package enum InvoiceDelivery: Hashable, Sendable {
    case arrived(String)
    /// It may arrive another time.
    case failed(String)
    /// It never will.
    case refused(String)
}
