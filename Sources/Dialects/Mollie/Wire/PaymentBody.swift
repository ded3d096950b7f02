import DialectKit
import Ledger
import PaymentCore

/// Mollie's payment object: members are left out rather than null, but for the few that are always there.
/// Source: wire/mollie.md §3.2 and §12.
struct PaymentBody {
    let payment: Payment
    let details: PaymentDetails
    let links: Links
    let rate: SettlementRate?
    var isListItem = false

    /// Without a `rate` nothing is said of what will be settled: an answer to a key must stay as it was.
    init(
        _ payment: Payment, links: Links, at rate: SettlementRate? = nil, isListItem: Bool = false
    ) throws(CorruptRecord) {
        self.rate = rate
        self.payment = payment
        self.links = links
        self.isListItem = isListItem
        details = try PaymentDetails(canonicalBytes: payment.details.bytes)
    }

    private var name: String { PaymentName.spell(payment.id) }
    private var method: String? { payment.state.instrument?.kind ?? details.fixedMethod }

    func write(to json: inout JSONObjectWriter) {
        write(to: &json, embedding: { _ in })
    }

    /// `embedding` writes `_embedded`, which stands beside the links.
    func write(to json: inout JSONObjectWriter, embedding: (inout JSONObjectWriter) -> Void) {
        let (status, since) = PaymentStatus.of(payment)
        json.string("resource", "payment")
        json.string("id", name)
        json.string("mode", details.mode.rawValue)
        json.instant("createdAt", payment.birth.at.milliseconds)
        json.amount("amount", payment.birth.requested)
        json.string("description", details.description)
        if let method { json.string("method", method) } else { json.null("method") }
        if let metadata = details.metadata { json.raw("metadata", metadata) } else { json.null("metadata") }
        json.string("status", status.rawValue)
        writeInstants(status, since, to: &json)
        writeAmounts(status, to: &json)
        if let locale = details.locale { json.string("locale", locale) }
        if status != .open { writeDetails(status, to: &json) }
        json.string("profileId", ProfileName.spell(payment.birth.merchant))
        json.string("sequenceType", details.sequenceType)
        if let mode = details.captureMode { json.string("captureMode", mode) }
        if let delay = details.captureDelay { json.string("captureDelay", delay) }
        if let address = details.redirectURL { json.string("redirectUrl", address) } else { json.null("redirectUrl") }
        if let address = details.cancelURL { json.string("cancelUrl", address) }
        if let address = details.webhookURL { json.string("webhookUrl", address) }
        for member in details.keptMembers.members { json.json(member.name, member.value) }
        if let id = payment.state.settlement { json.string("settlementId", SettlementName.spell(id)) }
        embedding(&json)
        json.object("_links") { writeLinks(status, to: &$0) }
    }

    /// True for a bank transfer that is open. Source: wire/mollie.md §3.2.
    var isCancelable: Bool { method == "banktransfer" && PaymentStatus.of(payment).status == .open }

    private func writeInstants(_ status: PaymentStatus, _ since: Instant?, to json: inout JSONObjectWriter) {
        switch status {
        case .open, .pending:
            json.bool("isCancelable", isCancelable)
            if let openFor = payment.state.terms.openFor {
                json.instant("expiresAt", (payment.birth.at + openFor).milliseconds)
            }
        case .authorized: json.bool("isCancelable", false)
        case .paid: if let since { json.instant("paidAt", since.milliseconds) }
        case .canceled: if let since { json.instant("canceledAt", since.milliseconds) }
        case .expired: if let since { json.instant("expiredAt", since.milliseconds) }
        case .failed: if let since { json.instant("failedAt", since.milliseconds) }
        }
        guard supportsCaptures, let authorizedAt = payment.state.authorizedAt else { return }
        json.instant("authorizedAt", authorizedAt.milliseconds)
        if let end = payment.state.captureBefore { json.instant("captureBefore", end.milliseconds) }
    }

    /// `amountRemaining` is what can be refunded, not what can be captured. Source: wire/mollie.md §0.4.
    private func writeAmounts(_ status: PaymentStatus, to json: inout JSONObjectWriter) {
        if supportsCaptures { json.amount("amountCaptured", payment.captured) }
        if !payment.captured.isZero {
            json.amount("amountRefunded", payment.refunded + payment.pendingRefunds)
            json.amount("amountRemaining", payment.refundable)
        }
        SettledAmount(payment, rate)?.write(to: &json)
    }

    /// Manual, or automatic after a delay: then captures are objects of their own.
    private var supportsCaptures: Bool {
        if payment.state.authorizedAt != nil { return payment.state.terms.capture != .automatic(after: .zero) }
        return details.captureMode == "manual" || details.captureDelay != nil
    }

    /// What the way to pay tells of the payer. Source: wire/mollie.md §3.2.
    private func writeDetails(_ status: PaymentStatus, to json: inout JSONObjectWriter) {
        switch method {
        case Method.offeredFirst: writeCard(status, to: &json)
        case "ideal" where status == .paid: writeAccount(to: &json)
        default: break
        }
    }

    /// The account of Mollie's test mode. Source: wire/mollie.md §3.2; specs/mollie, example of `list-payments`.
    private func writeAccount(to json: inout JSONObjectWriter) {
        json.object("details") {
            $0.string("consumerName", "T. TEST")
            $0.string("consumerAccount", "NL55RABO0282361409")
            $0.string("consumerBic", "RABONL2U")
        }
    }

    /// The card of Mollie's test mode. Source: wire/mollie.md §3.2.
    private func writeCard(_ status: PaymentStatus, to json: inout JSONObjectWriter) {
        if status == .failed, case .declined(let reason) = payment.state.ending?.cause {
            let word = FailureWords.word(for: reason, amount: payment.birth.requested, method: Method.offeredFirst)
            return json.object("details") { $0.string("failureReason", word) }
        }
        guard payment.state.instrument != nil else { return }
        json.object("details") {
            $0.string("cardToken", CardTokenName.spell(of: payment.id))
            $0.string("cardNumber", "4444")
            $0.string("cardHolder", "T. TEST")
            $0.string("cardAudience", "consumer")
            $0.string("cardLabel", "Mastercard")
            $0.string("cardCountryCode", "NL")
            $0.string("cardSecurity", "3dsecure")
            $0.string("feeRegion", "other")
        }
    }

    private func writeLinks(_ status: PaymentStatus, to json: inout JSONObjectWriter) {
        json.link("self", links.payment(name), Links.hal)
        if status == .open, details.sequenceType != "recurring", payment.birth.rail == .simulated {
            json.link("checkout", links.checkout(payment.id, method: details.fixedMethod), Links.html)
        }
        json.link("dashboard", links.dashboard(name), Links.html)
        if supportsCaptures, payment.capturesCounted > 0 {
            json.link("captures", links.marked(links.captures(name)), Links.hal)
        }
        if !(payment.refunded + payment.pendingRefunds).isZero {
            json.link("refunds", links.marked(links.refunds(name)), Links.hal)
        }
        if let id = payment.state.settlement { json.link("settlement", links.settlement(id), Links.hal) }
        if !isListItem { json.link("documentation", "https://docs.mollie.com/reference/get-payment", Links.html) }
    }
}
