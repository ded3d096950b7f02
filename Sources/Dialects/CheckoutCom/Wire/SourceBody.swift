import DialectKit

/// A card as it is told again. Source: wire/checkout.md §4.5.
struct SourceBody {
    let source: Source
    /// Only what was approved can be used again.
    let isReusable: Bool

    func write(to json: inout JSONObjectWriter) {
        if isReusable { json.string("id", InstrumentName.spell(source.instrument)) }
        json.string("type", "card")
        if let address = source.billingAddress { json.raw("billing_address", address) }
        if let phone = source.phone { json.raw("phone", phone) }
        json.int("expiry_month", source.card.month)
        json.int("expiry_year", source.card.year)
        if let holder = source.holder { json.string("name", holder) }
        json.string("scheme", source.card.scheme.word)
        json.string("last4", source.card.last4)
        json.string("fingerprint", source.card.fingerprint)
        json.string("bin", source.card.bin)
        json.cardProduct(source.card)
        // No address is compared, no code is known: these are what the sandbox answers. Source: wire/checkout.md §4.5.
        json.string("avs_check", "G")
        if source.checkedCode { json.string("cvv_check", "Y") }
        json.string("payment_account_reference", Numbers.accountReference(of: source.card.fingerprint))
    }
}

extension JSONObjectWriter {
    /// What kind of card it is: the same for every card here.
    mutating func cardProduct(_ card: Card) {
        string("card_type", "CREDIT")
        string("card_category", "CONSUMER")
        string("issuer_country", "GB")
        string("product_id", card.scheme.product.id)
        string("product_type", card.scheme.product.type)
    }
}
