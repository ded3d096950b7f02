import DialectKit
import Ledger
import PaymentCore

/// The payment resource with what may be asked for next. Source: wire/swedbank.md §7.1, the order of members as recorded.
struct PaymentBody {
    let view: PaymentView
    let links: Links
    let lists: SwedbankPayInvoice.Lists
    /// Sub-resources to be told in full, in lower case.
    var expand: Set<String> = []
    /// An answer to an abort offers nothing more. Source: wire/swedbank.md §4.7.
    var offersNothing = false

    func write() -> JSONWriter {
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.object("payment") { writePayment(to: &$0) }
            json.array("operations") { array in
                for offer in offersNothing ? [] : view.offers {
                    array.object { json in
                        json.string("method", offer.method)
                        json.string("href", offer.address(of: view.payment.id, links))
                        json.string("rel", offer.rawValue)
                        json.string("contentType", offer.contentType)
                    }
                }
            }
        }
        return json
    }

    private func writePayment(to json: inout JSONObjectWriter) {
        let (payment, details) = (view.payment, view.details)
        json.string("id", links.payment(payment.id))
        json.int("number", Numbers.of(payment.id))
        json.instant("created", payment.birth.at)
        json.instant("updated", payment.state.lastEventAt)
        json.string("instrument", "Invoice")
        json.string("operation", "FinancingConsumer")
        json.string("intent", "Authorization")
        json.string("state", view.state.rawValue)
        json.string("currency", payment.currency.code)
        write(.prices, to: &json)
        json.int("amount", payment.authorized.minorUnits)
        writeRemaining(to: &json)
        json.string("description", details.description)
        if let reference = details.payerReference { json.string("payerReference", reference) }
        if let agent = details.initiatingUserAgent { json.string("initiatingSystemUserAgent", agent) }
        if let agent = details.userAgent { json.string("userAgent", agent) }
        json.string("language", details.language)
        for part in Part.ofPayment { write(part, to: &json) }
    }

    /// What is zero is left out: clients look for the member. Source: wire/swedbank.md §6, "A value of 0 is omitted".
    private func writeRemaining(to json: inout JSONObjectWriter) {
        for (name, money) in [
            ("remainingCaptureAmount", view.payment.capturable),
            ("remainingCancellationAmount", view.payment.capturable),
            ("remainingReversalAmount", view.payment.refundable),
        ] where !money.isZero {
            json.int(name, money.minorUnits)
        }
    }

    /// A link where there is something to be found; the thing itself where it was asked for.
    private func write(_ part: Part, to json: inout JSONObjectWriter) {
        guard part.exists(in: view) else { return }
        let body = PartBody(part: part, view: view, links: links, lists: lists)
        if expand.contains(part.rawValue) {
            body.writeMember(to: &json)
        } else {
            json.object(part.member) { $0.string("id", links.part(part.rawValue, of: view.payment.id)) }
        }
    }
}
