import DialectKit
import Ledger
import PaymentCore

/// Mollie's settlement object. What is settled here has been paid out. Source: the types of mollie-api-py 1.10
/// (`EntitySettlement`) and mollie-api-python; the bank's reference and the invoice are null, nobody makes them here.
struct SettlementBody {
    let settlement: Settlement
    /// Less fees, in the currency of the payout.
    let paid: Int64
    let currency: Currency
    let links: Links
    var isListItem = false

    func write(to json: inout JSONObjectWriter) {
        json.string("resource", "settlement")
        json.string("id", SettlementName.spell(settlement.id))
        json.null("reference")
        json.string("status", "paidout")
        json.instant("createdAt", settlement.at.milliseconds)
        json.instant("settledAt", settlement.at.milliseconds)
        json.signedAmount("amount", paid, currency)
        json.string("balanceId", SettlementName.balance(of: settlement))
        json.null("invoiceId")
        json.object("_links") {
            $0.link("self", links.settlement(settlement.id), Links.hal)
            for part in ["payments", "captures", "refunds"] {
                $0.link(part, links.settlement(settlement.id, part), Links.hal)
            }
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/get-settlement", Links.html) }
        }
    }
}
