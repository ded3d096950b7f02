import DialectKit
import Ledger
import PaymentCore

/// Checkout.com's payment: as it is answered when made, and as it is read. Members that are not set are left out.
/// Source of members and their order: wire/checkout.md §4.5, §4.6 and §5.
struct PaymentBody {
    let payment: Payment
    let details: PaymentDetails
    let links: Links
    private let actions: Actions
    private let status: PaymentStatus

    init(_ payment: Payment, _ events: [Event], _ links: Links) throws(Problem) {
        self.payment = payment
        self.links = links
        details = try PaymentDetails.of(payment)
        actions = Actions(events, of: details)
        status = PaymentStatus.of(payment)
    }

    /// The answer of `POST /payments`.
    func writeCreated(to json: inout JSONObjectWriter) {
        json.string("id", PaymentName.spell(payment.id))
        guard status != .pending, let authorization = actions.authorization, let code = authorization.code else {
            return writePending(to: &json)
        }
        json.string("action_id", ActionName.spell(authorization.id))
        json.int("amount", authorization.amount.minorUnits)
        if authorization.amount < payment.birth.requested {
            json.int("amount_requested", payment.birth.requested.minorUnits)
        }
        json.string("currency", payment.currency.code)
        json.bool("approved", isApproved)
        json.string("status", status.rawValue)
        if isApproved { json.string("auth_code", Numbers.authCode(authorization.id)) }
        json.string("response_code", code.text)
        json.string("response_summary", code.summary)
        writeBalances(to: &json)
        json.object("risk") { $0.bool("flagged", false) }
        json.object("source") { SourceBody(source: details.source, isReusable: isApproved).write(to: &$0) }
        writeCustomer(to: &json)
        json.instant("processed_on", authorization.at)
        if let reference = details.reference { json.string("reference", reference) }
        write3DS(to: &json)
        if isApproved { json.string("scheme_id", Numbers.scheme(payment.id)) }
        writeECI(to: &json)
        writeProcessing(of: authorization, to: &json)
        writeExpiry(to: &json)
        writeLinks(to: &json)
    }

    /// The payer has to answer first. Source: wire/checkout.md §4.6.
    private func writePending(to json: inout JSONObjectWriter) {
        json.string("status", status.rawValue)
        if let reference = details.reference { json.string("reference", reference) }
        writeCustomer(to: &json)
        write3DS(to: &json)
        writeLinks(to: &json)
    }

    /// The answer of `GET /payments/{id}`.
    func writeDetails(to json: inout JSONObjectWriter) {
        json.string("id", PaymentName.spell(payment.id))
        json.instant("requested_on", payment.birth.at)
        json.object("source") { SourceBody(source: details.source, isReusable: isApproved).write(to: &$0) }
        writeExpiry(to: &json)
        let extras = details.extraMembers
        json.json("items", extras["items"] ?? .array([]))
        json.int("amount", (isApproved ? payment.authorized : payment.birth.requested).minorUnits)
        json.string("currency", payment.currency.code)
        json.string("payment_type", details.paymentType)
        if let reference = details.reference { json.string("reference", reference) }
        if let description = details.description { json.string("description", description) }
        json.string("status", status.rawValue)
        if status != .pending { json.bool("approved", isApproved) }
        write3DS(to: &json)
        writeBalances(to: &json)
        json.object("risk") { $0.bool("flagged", false) }
        writeCustomer(to: &json)
        for name in ["billing_descriptor", "shipping", "payment_ip"] {
            if let value = extras[name] { json.json(name, value) }
        }
        json.raw("metadata", details.metadata ?? Array("{}".utf8))
        if let authorization = actions.authorization { writeProcessing(of: authorization, to: &json) }
        writeECI(to: &json)
        if isApproved { json.string("scheme_id", Numbers.scheme(payment.id)) }
        json.array("actions") { array in
            for action in actions.list.reversed() { array.object { ActionBody.writeShort(action, to: &$0) } }
        }
        writeLinks(to: &json)
    }

    private var isApproved: Bool { payment.state.authorizedAt != nil }

    private func writeBalances(to json: inout JSONObjectWriter) {
        if details.platform == .nas { json.balances(payment) }
    }

    private func writeExpiry(to json: inout JSONObjectWriter) {
        guard details.platform == .nas, !payment.authorized.isZero, let end = payment.state.captureBefore else {
            return
        }
        json.instant("expires_on", end)
    }

    private func writeCustomer(to json: inout JSONObjectWriter) {
        guard let customer = details.customer else { return }
        json.object("customer") {
            $0.string("id", CustomerName.spell(customer.id))
            if let email = customer.email { $0.string("email", email) }
            if let name = customer.name { $0.string("name", name) }
        }
    }

    private func write3DS(to json: inout JSONObjectWriter) {
        guard let authentication = details.authentication else { return }
        json.object("3ds") {
            $0.bool("downgraded", authentication.downgraded)
            $0.string("enrolled", authentication.isEnrolled ? "Y" : "N")
            if let answer = authenticationAnswer(authentication) { $0.string("authentication_response", answer) }
            if let xid = authentication.xid { $0.string("xid", xid) }
            if let version = authentication.version { $0.string("version", version) }
            if let exemption = authentication.exemption { $0.string("exemption", exemption) }
            if authentication.challenges, status != .pending { $0.bool("challenged", true) }
        }
    }

    /// `Y` once the payer has said yes on our page, `N` once they have not. Source: wire/checkout.md §5.
    private func authenticationAnswer(_ authentication: Authentication) -> String? {
        guard authentication.challenges, status != .pending else { return nil }
        return isApproved || actions.authorization?.code != .authenticationFailed ? "Y" : "N"
    }

    private func writeECI(to json: inout JSONObjectWriter) {
        if let eci = details.authentication?.eci {
            json.string("eci", eci)
        } else if isApproved, details.authentication?.challenges == true {
            json.string("eci", details.source.card.scheme == .mastercard ? "02" : "05")
        }
    }

    private func writeProcessing(of authorization: Action, to json: inout JSONObjectWriter) {
        guard status != .pending else { return }
        json.object("processing") {
            $0.string("acquirer_transaction_id", Numbers.acquirerTransaction(authorization.id))
            $0.string("retrieval_reference_number", Numbers.retrievalReference(authorization.id))
        }
    }

    private func writeLinks(to json: inout JSONObjectWriter) {
        json.object("_links") { json in
            json.link("self", links.payment(payment.id))
            json.link("actions", links.part("actions", of: payment.id))
            for (name, part) in Offers(payment).parts { json.link(name, links.part(part, of: payment.id)) }
            if status == .pending, payment.birth.rail == .simulated {
                json.link("redirect", links.challenge(payment.id))
            }
        }
    }
}

/// What can be done with a payment now, as links tell it. Source: wire/checkout.md §4.5, "Link rule".
struct Offers {
    /// Names of links and the paths they lead to.
    let parts: [(name: String, path: String)]

    init(_ payment: Payment) {
        var parts: [(name: String, path: String)] = []
        if payment.state.terms.incrementsAllowed, payment.captured.isZero, !payment.capturable.isZero {
            parts.append(("authorize", "authorizations"))
        }
        if !payment.capturable.isZero { parts += [("capture", "captures"), ("void", "voids")] }
        if !payment.refundable.isZero { parts.append(("refund", "refunds")) }
        self.parts = parts
    }
}
