import DialectKit
import Ledger
import PaymentCore

/// A notice as it is sent and looked up. Source: wire/checkout.md §13.3.
struct NoticeBody {
    let notice: Notice

    private var payment: Payment { notice.payment }
    private var details: PaymentDetails { notice.details }
    private var links: Links { Links(origin: details.origin) }
    private var id: String { Name.spell(notice.id, "evt") }

    var bytes: [UInt8] {
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.string("id", id)
            json.string("type", notice.type.rawValue)
            if details.platform == .nas { json.string("version", "1.0.47") }
            json.instant("created_on", notice.event.at)
            json.object("data") { writeData(to: &$0) }
            json.object("_links") { writeLinks(to: &$0) }
        }
        return json.bytes
    }

    func writeData(to json: inout JSONObjectWriter) {
        json.string("id", PaymentName.spell(payment.id))
        if let action = notice.action { json.string("action_id", ActionName.spell(action.id)) }
        let reference = notice.action.map(\.reference) ?? details.reference
        if let reference { json.string("reference", reference) }
        json.int("amount", (notice.action?.amount ?? payment.birth.requested).minorUnits)
        if isAuthorization, notice.action?.isApproved == true, let id = notice.action?.id {
            json.string("auth_code", Numbers.authCode(id))
        }
        json.string("currency", payment.currency.code)
        if isAuthorization || notice.type == .pending { writePayer(to: &json) }
        json.instant("processed_on", notice.event.at)
        if let code = notice.action?.code {
            json.string("response_code", code.text)
            json.string("response_summary", code.summary)
        }
        if details.platform == .nas, notice.type != .pending { json.balances(payment) }
        json.raw("metadata", (notice.action.map(\.metadata) ?? details.metadata) ?? Array("{}".utf8))
        writeProcessing(to: &json)
        if isAutomatic { json.string("trigger", "automatic") }
        if details.platform == .nas { json.object("event_links") { writeEventLinks(to: &$0) } }
    }

    private var isAuthorization: Bool {
        switch notice.type {
        case .approved, .declined, .cardVerified, .cardVerificationDeclined, .incremented, .incrementDeclined,
            .canceled:
            true
        case .pending, .captured, .captureDeclined, .voided, .voidDeclined, .refunded, .refundDeclined: false
        }
    }

    /// The seven days were over, or the capture came by itself. Source: wire/checkout.md §7, "Expiry".
    private var isAutomatic: Bool {
        switch notice.event.fact {
        case .expired: true
        case .operation(let operation):
            if case .capture(_, let traits) = operation.order { traits.contains(.automatic) } else { false }
        case .created, .amended, .withdrawn, .declined, .abandoned, .dispatched, .lapsing, .lapsed, .settled,
            .instructed, .remainderReleased:
            false
        }
    }

    private func writePayer(to json: inout JSONObjectWriter) {
        if let customer = details.customer {
            json.object("customer") {
                $0.string("id", CustomerName.spell(customer.id))
                if let email = customer.email { $0.string("email", email) }
                if let name = customer.name { $0.string("name", name) }
            }
        }
        if let address = details.extraMembers["payment_ip"] { json.json("payment_ip", address) }
        json.string("payment_type", details.paymentType)
        guard isAuthorization else { return }
        json.object("risk") { $0.bool("flagged", false) }
        if let authentication = details.authentication {
            json.object("3ds") {
                $0.bool("downgraded", authentication.downgraded)
                $0.string("enrolled", authentication.isEnrolled ? "Y" : "N")
            }
        }
        if payment.state.authorizedAt != nil { json.string("scheme_id", Numbers.scheme(payment.id)) }
        json.object("source") { writeSource(to: &$0) }
    }

    /// Other names than in answers: `last_4`, `line1`, the scheme in capitals.
    private func writeSource(to json: inout JSONObjectWriter) {
        let source = details.source
        if payment.state.authorizedAt != nil { json.string("id", InstrumentName.spell(source.instrument)) }
        json.string("type", "card")
        json.int("expiry_month", source.card.month)
        json.int("expiry_year", source.card.year)
        if let holder = source.holder { json.string("name", holder) }
        json.string("scheme", source.card.scheme.word.uppercased())
        json.string("last_4", source.card.last4)
        json.string("fingerprint", source.card.fingerprint)
        json.string("bin", source.card.bin)
        json.cardProduct(source.card)
        guard let address = source.billingAddress.flatMap({ (try? JSON.parse($0))?.object }) else { return }
        json.object("billing_address") { json in
            for (name, other) in [
                ("address_line1", "line1"), ("address_line2", "line2"), ("city", "town_city"), ("state", "state"),
                ("zip", "zip"), ("country", "country"),
            ] {
                if let value = address[name], !value.isNull { json.json(other, value) }
            }
        }
    }

    private func writeProcessing(to json: inout JSONObjectWriter) {
        guard let action = notice.action, notice.type != .voided, notice.type != .voidDeclined else { return }
        json.object("processing") {
            $0.string("acquirer_transaction_id", Numbers.acquirerTransaction(action.id))
            if isAuthorization {
                $0.string("retrieval_reference_number", Numbers.retrievalReference(action.id))
            } else {
                $0.string("acquirer_reference_number", Numbers.acquirerReference(action.id))
            }
        }
    }

    /// Plain addresses, not objects. Source: wire/checkout.md §13.3.
    private func writeEventLinks(to json: inout JSONObjectWriter) {
        json.string("payment", links.payment(payment.id))
        json.string("payment_actions", links.part("actions", of: payment.id))
        for (name, part) in Offers(payment).parts where name != "authorize" {
            json.string(name, links.part(part, of: payment.id))
        }
    }

    private func writeLinks(to json: inout JSONObjectWriter) {
        switch details.platform {
        case .nas:
            json.link("self", "\(details.origin)/workflows/events/\(id)")
            json.link(
                "subject", "\(details.origin)/workflows/events/subject/\(PaymentName.spell(payment.id))")
            json.link("payment", links.payment(payment.id))
            json.link("payment_actions", links.part("actions", of: payment.id))
            for (name, part) in Offers(payment).parts where name != "authorize" {
                json.link(name, links.part(part, of: payment.id))
            }
        case .classic:
            json.link("self", "\(details.origin)/events/\(id)")
            json.link("payment", links.payment(payment.id))
        }
    }
}
