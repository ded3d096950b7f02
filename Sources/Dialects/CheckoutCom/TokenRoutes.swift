import DialectKit
import HTTPTypes
import PaymentCore

/// `/tokens`: a card becomes a name that is good for one payment. Source: wire/checkout.md §4.7.
struct TokenRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    /// By the merchant's clock. Source: wire/checkout.md §4.2.
    static let lifetime = Interval.minutes(15)

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let body = call.body
        guard let type = try body.text("type", else: "token_type_required") else {
            throw .invalid("token_type_required")
        }
        guard type == "card" else { throw .invalid("payment_method_not_supported") }
        let id: TokenID = checkout.identifiers.next()
        // Until a payment names it, it is nobody's instrument.
        let source = try Source.card(body, call, checkout, instrument: InstrumentID(high: 0, low: 0))
        if source.card.isExpired(at: desk.now) { throw .unprocessable("card_expired") }
        let end = desk.now + Self.lifetime
        try await desk.write([desk.put(KeptToken(source: source, end: end), as: id)])
        var json = JSONWriter()
        json.object { json in
            json.string("type", "card")
            json.string("token", TokenName.spell(id))
            json.instant("expires_on", end)
            if let address = source.billingAddress { json.raw("billing_address", address) }
            if let phone = source.phone { json.raw("phone", phone) }
            json.int("expiry_month", source.card.month)
            json.int("expiry_year", source.card.year)
            if let holder = source.holder { json.string("name", holder) }
            json.string("scheme", source.card.scheme.word.uppercased())
            json.string("last4", source.card.last4)
            json.string("bin", source.card.bin)
            json.cardProduct(source.card)
        }
        return Answer(status: .created, body: json.bytes)
    }
}
