import DialectKit
import Ledger
import PaymentCore

/// The `transaction` of a capture, cancellation or refund. Source: wire/vipps.md §4.2 and §4.3.
struct AdjustRequest {
    /// Nil: all that is left. "`amount` can be omitted from the API request (i.e., not sent at all), set to `null` or set
    /// to `0`": the seed `001_7ea09a288ba2e1a7.txt`.
    let amount: Money?
    let text: String

    init(_ call: Call) throws(Problem) {
        let transaction = try call.body.object("transaction")
        text = try transaction.requiredString("transactionText", count: 1...100)
        let asked = try transaction.amount("amount") ?? 0
        guard asked <= Money.limit else {
            throw transaction.invalid("amount", "transaction.amount is too large")
        }
        amount = asked == 0 ? nil : Money(minorUnits: asked, currency: .norwegianKrone)
    }

    /// A part below the smallest amount. Of a capture the rest, however small, can be taken: `rest`. Source: seeds-first.md.
    /// All that is left of a refund goes without an amount.
    func mustNotBeTooSmall(unlessAllOf rest: Money? = nil) throws(Problem) {
        guard let amount, amount.minorUnits < InitiateRequest.smallest else { return }
        if let rest, rest.isZero || amount >= rest { return }
        throw .invalid("transaction.amount", "transaction.amount must be at least \(InitiateRequest.smallest)")
    }

    /// What must be the same in a repeat; no amount in any of its three spellings is the same.
    var fingerprinted: JSONObject {
        ["amount": .number(String(amount?.minorUnits ?? 0)), "transactionText": .string(text)]
    }
}
