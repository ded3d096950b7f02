import Glibc

/// Puts invoices into a directory, as `NUMBER.pdf` and `NUMBER.xml` below the seller's account.
package struct InvoiceFolder: Sendable {
    private let path: String

    package struct Trouble: Error, CustomStringConvertible {
        package let description: String
    }

    package init(path: String) { self.path = path }

    /// Both files are there whole when this returns, in the folder that it names. Putting them there again changes nothing.
    package func put(_ invoice: Invoice) throws(Trouble) -> String {
        let account = String(invoice.order.account.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        let folder = "\(path)/\(account.isEmpty ? "account" : account)"
        try Self.make(folder)
        try write(InvoicePDF(invoice).render(), to: "\(folder)/\(invoice.number).pdf")
        try write(UBLInvoice(invoice).render(), to: "\(folder)/\(invoice.number).xml")
        return "\(account)/\(invoice.number).pdf, .xml"
    }

    /// With every folder above it that is missing: where PostgreSQL keeps the data, nobody else has made one.
    private static func make(_ folder: String) throws(Trouble) {
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        let reason = errno
        if reason == ENOENT, let end = folder.lastIndex(of: "/"), end > folder.startIndex {
            try make(String(folder[..<end]))
            if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        }
        throw Trouble(description: "cannot make the directory \(folder) (error \(reason))")
    }

    /// Beside its place first, then moved there: nobody finds half a file.
    private func write(_ bytes: [UInt8], to place: String) throws(Trouble) {
        let draft = place + ".part"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Trouble(description: "cannot write \(draft) (error \(errno))") }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            written += count
        }
        let isWhole = written == bytes.count && fsync(file) == 0
        close(file)
        guard isWhole, rename(draft, place) == 0 else {
            throw Trouble(description: "cannot write \(place) (error \(errno))")
        }
    }
}
