import DialectKit
import PaymentCore

/// The `source` of a payment: a card, a card token, something kept before, or a customer's own. Source: wire/checkout.md §4.2.
struct SourceRequest {
    let source: Source
    /// The token that it uses up.
    var token: TokenID?
    /// It came with this request, and can be used again from then on.
    var isNew = true
    /// Whose instrument it is, when it was kept before.
    var customer: Customer?

    enum Kind: String {
        case card, token, id
        case networkToken = "network_token"
        case customer
    }

    /// One SDK leaves the type of a card out. Source: wire/checkout.md §4.2.
    static func type(of source: Members) throws(Problem) -> Kind {
        guard let word = try source.text("type", else: "source_type_required") else {
            guard source.has("number") else { throw .invalid("source_type_required") }
            return .card
        }
        guard let kind = Kind(rawValue: word) else { throw .invalid("payment_method_not_supported") }
        return kind
    }

    init(_ members: Members, _ kind: Kind, _ call: Call, _ desk: Desk, as id: PaymentID) throws(Problem) {
        switch kind {
        case .card:
            source = try .card(members, call, desk.checkout, instrument: id.instrument)
        case .networkToken:
            source = try .networkToken(members, call, desk.checkout, instrument: id.instrument)
        case .token:
            let (token, kept) = try Self.token(members, desk)
            var source = kept
            source.instrument = id.instrument
            try source.read(members)
            self.source = source
            self.token = token
        case .id:
            guard let name = try members.text("id", else: "source_id_invalid") else {
                throw .invalid("source_id_required")
            }
            guard let instrument = InstrumentName.read(name), let kept = try desk.instrument(instrument) else {
                throw .invalid("source_id_unknown")
            }
            (source, customer) = (try Self.again(kept.source, members), kept.customer)
            isNew = false
        case .customer:
            guard let name = try members.text("id", else: "customer_id_invalid") else {
                throw .invalid("source_id_required")
            }
            guard let found = CustomerName.read(name), let kept = try desk.customer(found) else {
                throw .invalid("customer_not_found")
            }
            guard let first = kept.instrument, let instrument = try desk.instrument(first) else {
                throw .invalid("source_id_unknown")
            }
            (source, customer) = (try Self.again(instrument.source, members), kept.customer)
            isNew = false
        }
    }

    private static func again(_ kept: Source, _ members: Members) throws(Problem) -> Source {
        var source = kept
        source.checkedCode = try Source.code(members)
        try source.read(members)
        return source
    }

    static func token(_ members: Members, _ desk: Desk) throws(Problem) -> (TokenID, Source) {
        guard let name = try members.text("token", else: "token_invalid"), !name.isEmpty else {
            throw .invalid("token_required")
        }
        guard let token = TokenName.read(name) else { throw .invalid("token_invalid") }
        guard let source = try desk.token(token) else { throw .invalid("token_invalid") }
        return (token, source)
    }
}
