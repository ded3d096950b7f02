import DialectKit
import HTTPTypes
import PaymentCore

/// `/instruments`: cards kept for later. Source: wire/checkout.md §4.7.
struct InstrumentRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    /// From a card token, or from a card.
    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let body = call.body
        let id: InstrumentID = checkout.identifiers.next()
        var writes: [DocumentWrite] = []
        var source: Source
        switch try body.text("type", else: "instrument_type_invalid") {
        case "token":
            let (token, kept) = try SourceRequest.token(body, desk)
            source = kept
            source.instrument = id
            writes.append(desk.useUp(token))
        case "card": source = try .card(body, call, checkout, instrument: id)
        default: throw .invalid("instrument_type_invalid")
        }
        try readHolder(body, into: &source)
        if source.card.isExpired(at: desk.now) { throw .unprocessable("card_expired") }
        let customer = try CustomerRequest.read(body, call, desk, orNamed: CustomerID(high: id.high, low: ~id.low))
        let kept = KeptInstrument(source: source, customer: customer)
        writes.append(desk.put(kept))
        if let customer {
            writes += desk.put(try desk.customer(customer, paysWith: id, asDefault: try Self.isDefault(body)))
        }
        try await desk.write(writes)
        return answer(kept, .created)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let kept = try instrument(desk)
        let customer = try kept.customer.map { customer throws(Problem) in try desk.customer(customer.id) } ?? nil
        return answer(kept, .ok, of: customer)
    }

    /// Its expiry, its holder, whose it is. Never its number.
    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        var kept = try instrument(desk)
        if call.body.has("expiry_month") || call.body.has("expiry_year") {
            let (month, year) = try Card.expiry(call.body)
            kept.source.card = kept.source.card.expiring(month, year)
        }
        try kept.source.read(call.body)
        try readHolder(call.body, into: &kept.source)
        var writes: [DocumentWrite] = []
        if let customer = try CustomerRequest.read(
            call.body, call, desk, orNamed: kept.customer?.id ?? CustomerID(high: 0, low: 0))
        {
            kept.customer = customer
            let asDefault = try Self.isDefault(call.body)
            writes += desk.put(
                try desk.customer(customer, paysWith: kept.source.instrument, asDefault: asDefault))
        }
        writes.append(desk.put(kept))
        try await desk.write(writes)
        var json = JSONWriter()
        json.object {
            $0.string("type", "card")
            $0.string("fingerprint", kept.source.card.fingerprint)
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let kept = try instrument(desk)
        try await desk.write([.remove(DocumentKey(call.documents("instrument"), kept.source.instrument.bytes))])
        return Answer(status: .noContent)
    }

    private func instrument(_ desk: Desk) throws(Problem) -> KeptInstrument {
        guard let id = InstrumentName.read(desk.call.name("instrument")), let kept = try desk.instrument(id) else {
            throw .notFound
        }
        return kept
    }

    /// What a customer's payments use from now on, unless the request says otherwise.
    private static func isDefault(_ body: Members) throws(Problem) -> Bool {
        try body.object("customer", else: "customer_id_invalid")?.bool("default", else: "parameter_invalid") ?? true
    }

    /// The payer's name and address come in an object of their own here.
    private func readHolder(_ body: Members, into source: inout Source) throws(Problem) {
        guard let holder = try body.object("account_holder", else: "account_holder_invalid") else { return }
        try source.read(holder)
        let first = try holder.text("first_name", else: "card_holder_invalid")
        let last = try holder.text("last_name", else: "card_holder_invalid")
        let names = [first, last].compactMap { $0 }
        // A name beside the object is the card's own.
        if !names.isEmpty, !body.has("name") { source.holder = names.joined(separator: " ") }
    }

    /// `customer` is whose it is, when it is read.
    private func answer(
        _ kept: KeptInstrument, _ status: HTTPResponse.Status, of customer: KeptCustomer? = nil
    ) -> Answer {
        let isRead = status == .ok
        let card = kept.source.card
        var json = JSONWriter()
        json.object { json in
            json.string("id", InstrumentName.spell(kept.source.instrument))
            json.string("type", "card")
            json.string("fingerprint", card.fingerprint)
            json.int("expiry_month", card.month)
            json.int("expiry_year", card.year)
            if isRead, let holder = kept.source.holder { json.string("name", holder) }
            json.string("scheme", card.scheme.word.uppercased())
            json.string("last4", card.last4)
            json.string("bin", card.bin)
            json.cardProduct(card)
            if let owner = customer?.customer ?? kept.customer {
                json.object("customer") {
                    $0.string("id", CustomerName.spell(owner.id))
                    if let email = owner.email { $0.string("email", email) }
                    if let name = owner.name { $0.string("name", name) }
                    if let customer { $0.bool("default", customer.instrument == kept.source.instrument) }
                }
            }
            guard isRead, kept.source.billingAddress != nil || kept.source.phone != nil else { return }
            json.object("account_holder") {
                if let address = kept.source.billingAddress { $0.raw("billing_address", address) }
                if let phone = kept.source.phone { $0.raw("phone", phone) }
            }
        }
        return Answer(status: status, body: json.bytes)
    }
}
