import DialectKit
import HTTPTypes
import PaymentCore

/// `/customers`: who pays, under a name for later. Source: wire/checkout.md §4.2, "customer".
struct CustomerRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        guard let email = try CustomerRequest.email(call.body) else { throw .invalid("customer_email_required") }
        guard try desk.customer(of: email) == nil else { throw .invalid("email_in_use") }
        let id = try desk.newCustomerID(of: email, orNamed: checkout.identifiers.next())
        var kept = KeptCustomer(customer: Customer(id: id, email: email))
        let linked = try read(call.body, into: &kept, desk)
        let others = desk.address(of: kept) + linked
        try await desk.write(new: desk.document(kept), and: others) { .invalid("email_in_use") }
        var json = JSONWriter()
        json.object { $0.string("id", CustomerName.spell(kept.customer.id)) }
        return Answer(status: .created, body: json.bytes)
    }

    /// By name or by e-mail address.
    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let kept = try customer(desk)
        let instruments = try desk.instruments(of: kept)
        let first = instruments.first { $0.source.instrument == kept.instrument }
        var json = JSONWriter()
        json.object { json in
            json.string("id", CustomerName.spell(kept.customer.id))
            if let email = kept.customer.email { json.string("email", email) }
            if let name = kept.customer.name { json.string("name", name) }
            if let phone = kept.phone { json.raw("phone", phone) }
            json.raw("metadata", kept.metadata ?? Array("{}".utf8))
            if let first { json.string("default", InstrumentName.spell(first.source.instrument)) }
            json.array("instruments") { array in
                for instrument in instruments {
                    array.object { SourceBody(source: instrument.source, isReusable: true).write(to: &$0) }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        var kept = try customer(desk)
        if let email = try CustomerRequest.email(call.body) {
            if let other = try desk.customer(of: email), other.customer.id != kept.customer.id {
                throw .invalid("email_in_use")
            }
            kept.customer.email = email
        }
        let linked = try read(call.body, into: &kept, desk)
        try await desk.write(desk.put(kept) + linked)
        return Answer(status: .noContent)
    }

    /// What they paid with goes too.
    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let kept = try customer(desk)
        var removed = [DocumentWrite.remove(DocumentKey(call.documents("customer"), kept.customer.id.bytes))]
        for instrument in try desk.instruments(of: kept) {
            removed.append(.remove(DocumentKey(call.documents("instrument"), instrument.source.instrument.bytes)))
        }
        try await desk.write(removed)
        return Answer(status: .noContent)
    }

    private func customer(_ desk: Desk) throws(Problem) -> KeptCustomer {
        let name = desk.call.name("customer")
        if name.contains("@"), let kept = try desk.customer(of: name) { return kept }
        guard let id = CustomerName.read(name), let kept = try desk.customer(id) else { throw .notFound }
        return kept
    }

    /// Also what is to be kept of the instruments that are linked to the customer from now on.
    private func read(
        _ body: Members, into kept: inout KeptCustomer, _ desk: Desk
    ) throws(Problem) -> [DocumentWrite] {
        if let name = try body.text("name", else: "customer_name_invalid") { kept.customer.name = name }
        if try body.object("phone", else: "phone_number_invalid") != nil {
            kept.phone = try body.kept("phone", else: "phone_number_invalid")
        }
        if let metadata = try body.metadata() { kept.metadata = metadata }
        // What a payment by this customer uses.
        let first = try body.text("default", else: "source_id_invalid")
        var linked: [DocumentWrite] = []
        for name in try Self.instruments(body) + [first].compactMap({ $0 }) {
            guard let id = InstrumentName.read(name), var instrument = try desk.instrument(id) else {
                throw .invalid("source_id_unknown")
            }
            instrument.customer = kept.customer
            linked.append(desk.put(instrument))
            kept.link(id, asDefault: name == first)
        }
        return linked
    }

    private static func instruments(_ body: Members) throws(Problem) -> [String] {
        guard let value = body["instruments"] else { return [] }
        guard let list = value.array, list.count <= KeptCustomer.instrumentLimit else {
            throw .invalid("source_id_invalid")
        }
        let names = list.compactMap(\.string)
        guard names.count == list.count else { throw .invalid("source_id_invalid") }
        return names
    }
}
