package import PaymentCore

/// On which channels the invoices of a merchant go out, and from whom.
package struct Distribution: Hashable, Sendable {
    package let channels: Set<InvoiceChannel>
    /// What message ids end with. Nil where no mail is sent.
    package let mailDomain: String?

    package init(_ channels: Set<InvoiceChannel>, mailDomain: String?) {
        self.channels = channels
        self.mailDomain = mailDomain
    }

    /// An invoice for which there is no address goes into the directory, and is shown as undeliverable by mail.
    func notes(for invoice: Invoice, at now: Instant) -> [DispatchNote] {
        var notes: [DispatchNote] = []
        let address = invoice.order.email.flatMap { MailAddress($0) }
        if channels.contains(.directory) || address == nil {
            notes.append(DispatchNote(.directory, state: .waiting(until: now)))
        }
        guard channels.contains(.email) else { return notes }
        if let address, let mailDomain {
            let operation = invoice.order.operation
            let words = [operation.high, operation.low].map { String($0, radix: 16) }
            let id = "<invoice-\(invoice.number).\(words.joined(separator: "."))@\(mailDomain)>"
            notes.append(
                DispatchNote(.email, to: address.text, messageID: id, state: .waiting(until: now)))
        } else {
            let isNone = invoice.order.email == nil
            let why = isNone ? "the payer has no e-mail address" : "the payer's e-mail address is none"
            notes.append(DispatchNote(.email, to: invoice.order.email, state: .undeliverable(why)))
        }
        return notes
    }
}
