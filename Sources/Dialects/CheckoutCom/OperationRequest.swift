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

    /// The amount is above `least`.
    init(_ desk: Desk, least: Int64 = 0, most: Int64 = Members.amountLimit) throws(Problem) {
        let (body, platform) = (desk.call.body, desk.call.platform)
        var findings = Findings()
        amount = try findings.check(try body.amount(above: least, upTo: most)) ?? nil
        currency = try findings.check(try Self.currency(body)) ?? nil
        let reference = try findings.check(try body.reference(on: platform)) ?? nil
        let metadata = try findings.check(try body.metadata()) ?? nil
        try findings.end()
        details = OperationDetails(
            reference: reference, metadata: metadata, subscribers: try desk.subscribers())
    }

    private static func currency(_ body: Members) throws(Problem) -> Currency? {
        guard let code = try body.text("currency", else: "currency_invalid") else { return nil }
        guard let currency = Currency(code: code) else { throw .invalid("currency_invalid") }
        return currency
    }

    /// The amount in the currency that the request names, or else in the payment's.
    func money(of payment: Payment) throws(Problem) -> Money? {
        guard let amount else { return nil }
        return try Members.money(amount, currency ?? payment.currency)
    }

    var encodedDetails: Details { Details(details.canonicalBytes) }
}
