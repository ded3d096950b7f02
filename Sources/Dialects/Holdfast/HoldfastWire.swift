package import DialectKit
import Ledger
package import PaymentCore

/// How payments that were born in our own API are named, approved and told of.
package struct HoldfastWire: Dialect {
    package init() {}

    package var wire: WireName { Holdfast.wire }

    package func paymentID(spelled text: String) -> PaymentID? { PaymentName.read(text) }

    /// A reference is unique within the merchant.
    package func paymentID(called text: String, by merchant: MerchantID, in service: any PaymentService) -> PaymentID? {
        guard let document = try? service.document(References.key(text, of: merchant)) else { return nil }
        return try? PaymentID(canonicalBytes: document.bytes)
    }

    package func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        let scheme = wish.method ?? CardScheme.visa.rawValue
        guard let card = CardScheme(rawValue: scheme) else { return nil }
        var terms = payment.state.terms
        terms.holdGuaranteed = terms.holdGuaranteed ?? card.holdGuaranteed
        return Approval(
            instrument: Instrument(kind: "card", scheme: card.rawValue, script: wish.script), terms: terms)
    }

    /// The `reference` stays: the merchant finds the payment by it.
    package func withoutPayer(_ payment: Payment) -> Payerless? {
        guard var left = try? OwnDetails(canonicalBytes: payment.details.bytes) else { return nil }
        left.description = nil
        left.metadata = nil
        return Payerless(details: Details(left.canonicalBytes))
    }

    package func endpoints(for event: Event, of payment: Payment) -> [String] { [] }

    package func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? { nil }

    package var webhookGaps: [Interval] { [.zero] }
}

/// The schemes a payer of our own API may use, and how long their issuers guarantee a hold.
enum CardScheme: String, CaseIterable {
    case visa, mastercard

    /// Source: seeds/001, "How long is a reservation valid": Visa 7 days, Mastercard 30.
    var holdGuaranteed: Interval {
        switch self {
        case .visa: .days(7)
        case .mastercard: .days(30)
        }
    }
}

/// Which payment a merchant's own reference leads to.
enum References {
    static func key(_ reference: String, of merchant: MerchantID) -> DocumentKey {
        DocumentKey(
            DocumentCollection(merchant: merchant, wire: Holdfast.wire, kind: "reference"), Array(reference.utf8))
    }

    static func claim(_ reference: String, of merchant: Grant) -> Claim {
        Claim(account: Call.account(of: merchant), namespace: "reference", value: reference)
    }
}
