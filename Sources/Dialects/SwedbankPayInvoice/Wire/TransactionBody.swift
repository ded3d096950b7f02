import DialectKit
import Invoicing
import Ledger
import PaymentCore

/// A transaction, alone and in what surrounds it. Source: wire/swedbank.md §7.2 and §7.3.
struct TransactionBody {
    let transaction: Transaction
    let payment: PaymentID
    let links: Links
    /// In the seed's lists a transaction always says why it failed, with nothing when it did not.
    var saysReasonAlways = false
    /// What it links to that is told in full.
    var expansion: Expansion?

    /// Sub-resources that were asked for, in lower case, and where they are found.
    struct Expansion {
        let names: Set<String>
        let view: PaymentView
        let lists: SwedbankPayInvoice.Lists

        /// Nil when nothing was asked for.
        init?(_ call: Call, _ view: PaymentView, _ lists: SwedbankPayInvoice.Lists) {
            guard !call.expand.isEmpty else { return nil }
            (names, self.view, self.lists) = (call.expand, view, lists)
        }
    }

    /// `{"id": …, "transaction": {…}}` with what its kind has beside it.
    func write(to json: inout JSONObjectWriter) {
        let id = transaction.id
        switch transaction.kind {
        case .authorization:
            json.string("id", links.item(id, transaction.kind, of: payment))
            if transaction.state == .succeeded {
                for part in [Part.consumer, .legalAddress, .billingAddress] { write(part, to: &json) }
            }
        case .capture:
            writeItems(inFull: expansion?.names.contains("itemdescriptions") ?? false, to: &json)
            json.string("invoiceCopy", links.item(id, transaction.kind, of: payment) + "/invoicecopy")
            if let reference = transaction.details.receiptReference { json.string("receiptReference", reference) }
            json.string("id", links.item(id, transaction.kind, of: payment))
        case .cancellation, .reversal: json.string("id", links.item(id, transaction.kind, of: payment))
        }
        json.object("transaction") { writeAlone(to: &$0) }
    }

    private func write(_ part: Part, to json: inout JSONObjectWriter) {
        if let expansion, expansion.names.contains(part.rawValue) {
            PartBody(part: part, view: expansion.view, links: links, lists: expansion.lists).writeMember(to: &json)
        } else {
            json.object(part.member) { $0.string("id", links.part(part.rawValue, of: payment)) }
        }
    }

    /// The lines and rates of a capture, as they were sent, or where they are.
    func writeItems(inFull: Bool = true, to json: inout JSONObjectWriter) {
        json.object("itemDescriptions") { json in
            json.string("id", links.transaction(transaction.id, of: payment) + "/itemdescriptions")
            guard inFull, !transaction.details.sale.items.isEmpty else { return }
            json.array("itemDescriptionList") { array in
                for item in transaction.details.sale.items {
                    array.object {
                        $0.int("amount", item.gross)
                        $0.string("description", item.text)
                    }
                }
            }
            json.array("vatSummary") { array in
                for row in transaction.details.sale.rows {
                    array.object {
                        $0.int("amount", row.gross)
                        $0.int("vatPercent", row.rate.hundredths)
                        $0.int("vatAmount", row.vat)
                    }
                }
            }
        }
    }

    func writeAlone(to json: inout JSONObjectWriter) {
        json.string("id", links.transaction(transaction.id, of: payment))
        json.instant("created", transaction.created)
        json.instant("updated", transaction.updated)
        json.string("type", transaction.kind.rawValue)
        json.string("state", transaction.state.word)
        json.int("number", Numbers.of(transaction.id))
        json.int("amount", transaction.amount.minorUnits)
        json.int("vatAmount", transaction.details.vatAmount)
        json.string("description", transaction.details.description)
        if let reference = transaction.details.payeeReference { json.string("payeeReference", reference) }
        if let reference = transaction.details.receiptReference { json.string("receiptReference", reference) }
        let failure = transaction.failure
        if let failure {
            json.string("failedReason", failure.reason)
            json.string("failedActivityName", transaction.activity)
            json.string("failedErrorCode", failure.code)
            json.string("failedErrorDescription", failure.description)
        } else if saysReasonAlways {
            json.string("failedReason", "")
        }
        json.bool("isOperational", transaction.state == .pending)
        if let failure {
            json.object("problem") {
                failure.problem(in: transaction.kind.rawValue).write(to: &$0, instance: nil)
            }
        }
        json.array("operations") { _ in }
    }
}

extension JSONObjectWriter {
    /// ISO 8601 in UTC, zeros at the end of the fraction dropped. Source: wire/swedbank.md §2.
    mutating func instant(_ name: String, _ instant: Instant) {
        var text = InstantSpelling.zuluMilliseconds(instant.milliseconds).dropLast()
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        string(name, text + "Z")
    }
}
