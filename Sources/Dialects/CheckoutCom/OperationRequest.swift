import Ledger
import PaymentCore

/// What captures, voids, refunds, reversals and increments have in common: an amount, a reference, metadata.
/// Source: wire/checkout.md §6.
struct OperationRequest {
    /// Unit: minor units of the payment's currency. Nil: all there is.
    let amount: Int64?
    /// Named by some clients; it must be the payment's.
    let currency: Currency?
    let details: OperationDetails

    init(_ desk: Desk, least: Int64 = 0) throws(Problem) {
        let body = desk.call.body
        amount = try body.amount(above: least)
        if let code = try body.text("currency", else: "currency_invalid") {
            guard let currency = Currency(code: code) else { throw .invalid("currency_invalid") }
            self.currency = currency
        } else {
            currency = nil
        }
        details = OperationDetails(
            reference: try body.reference(on: desk.call.platform), metadata: try body.metadata(),
            subscribers: try desk.subscribers())
    }

    /// The amount in the currency that the request names, or else in the payment's.
    func money(of payment: Payment) -> Money? {
        amount.map { Money(minorUnits: $0, currency: currency ?? payment.currency) }
    }

    var encodedDetails: Details { Details(details.canonicalBytes) }
}
