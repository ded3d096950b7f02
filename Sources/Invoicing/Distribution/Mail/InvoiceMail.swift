import Ledger
import PaymentCore

extension MailMessage {
    /// An invoice or a credit note for whoever pays it. Both attachments are what the wire serves, byte for byte.
    init?(_ invoice: Invoice, _ note: DispatchNote, from sender: MailAddress) {
        guard let recipient = note.recipient.flatMap({ MailAddress($0) }), let id = note.messageID else { return nil }
        let words = InvoiceWords(invoice.order.language)
        let title = invoice.kind == .invoice ? words.invoice : words.creditNote
        let file = "\(title.lowercased().map { $0 == " " ? "-" : String($0) }.joined())-\(invoice.number)"
        self.init(
            sender: Party(invoice.seller.name, sender), replyTo: invoice.seller.email.flatMap { MailAddress($0) },
            recipient: Party(invoice.order.buyer.name, recipient),
            subject: words.subject(title, invoice.number, from: invoice.seller.name), id: id,
            text: Self.text(invoice, title, words),
            attachments: [
                Attachment(name: file + ".pdf", mediaType: "application/pdf", bytes: InvoicePDF(invoice).render()),
                Attachment(name: file + ".xml", mediaType: "application/xml", bytes: UBLInvoice(invoice).render()),
            ])
    }

    private static func text(_ invoice: Invoice, _ title: String, _ words: InvoiceWords) -> String {
        let amount = words.amount(invoice.payable, decimals: invoice.currency.exponent)
        var facts = [
            (words.number, String(invoice.number)),
            (invoice.kind == .invoice ? words.toPay : words.toGetBack, "\(invoice.currency.code) \(amount)"),
        ]
        if let due = invoice.due {
            let account = invoice.seller.account.printed(words)
            facts += [
                (words.due, due.iso), (words.payee, invoice.seller.legalName), (account.name, account.number),
                (words.reference(in: invoice.country), invoice.printedReference),
            ]
        }
        for credit in invoice.credits { facts.append((words.credited, String(credit.invoice))) }
        let lines = facts.map { "\($0.0): \($0.1)" }.joined(separator: "\r\n")
        let closing = invoice.kind == .invoice ? words.attached : "\(words.nothingToPay) \(words.attached)"
        return
            "\(words.subject(title, invoice.number, from: invoice.seller.name))\r\n\r\n\(lines)\r\n\r\n\(closing)\r\n\r\n\(invoice.seller.name)\r\n"
    }
}
