import DialectKit
import Invoicing
import Ledger
import PaymentCore

/// An invoice or a credit note of a payment, with how far it is on its way to the payer.
struct InvoiceBody {
    let invoice: Invoice
    let dispatches: [DispatchNote]

    func write(to json: inout JSONObjectWriter) {
        json.int("number", invoice.number)
        json.string("kind", invoice.kind == .invoice ? "invoice" : "creditNote")
        json.string("operation", OperationName.spell(invoice.order.operation))
        json.string("issued", invoice.issued.iso)
        if let due = invoice.due { json.string("due", due.iso) }
        AmountSpelling.write("amount", invoice.order.amount, to: &json)
        json.array("dispatches") { array in
            for note in dispatches { array.object { Self.write(note, to: &$0) } }
        }
    }

    private static func write(_ note: DispatchNote, to json: inout JSONObjectWriter) {
        json.string("channel", note.channel.word)
        switch note.state {
        case .waiting(let until):
            json.string("state", "waiting")
            json.instant("nextAttemptAt", until)
        case .delivered: json.string("state", "delivered")
        case .undeliverable(let reason):
            json.string("state", "undeliverable")
            json.string("reason", reason)
        }
        if let recipient = note.recipient { json.string("to", recipient) }
        if let id = note.messageID { json.string("messageId", id) }
        json.array("attempts") { array in
            for attempt in note.attempts {
                array.object {
                    $0.int("number", attempt.number)
                    $0.instant("at", attempt.at)
                    $0.string("duration", DurationSpelling.write(attempt.took.milliseconds))
                    $0.bool("succeeded", attempt.succeeded)
                    $0.string("note", attempt.note)
                }
            }
        }
    }
}
