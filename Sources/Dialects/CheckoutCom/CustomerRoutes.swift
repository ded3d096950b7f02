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
        var kept = KeptCustomer(customer: Customer(id: desk.customerID(of: email), email: email))
        try read(call.body, into: &kept)
        try await desk.write(new: desk.document(kept)) { .invalid("email_in_use") }
        var json = JSONWriter()
        json.object { $0.string("id", CustomerName.spell(kept.customer.id)) }
        return Answer(status: .created, body: json.bytes)
    }

    /// By name or by e-mail address.
    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let kept = try customer(desk)
        let instrument = try kept.instrument.map { id throws(Problem) in try desk.instrument(id) } ?? nil
        var json = JSONWriter()
        json.object { json in
            json.string("id", CustomerName.spell(kept.customer.id))
            if let email = kept.customer.email { json.string("email", email) }
            if let name = kept.customer.name { json.string("name", name) }
            if let phone = kept.phone { json.raw("phone", phone) }
            json.raw("metadata", kept.metadata ?? Array("{}".utf8))
            if let instrument { json.string("default", InstrumentName.spell(instrument.source.instrument)) }
            json.array("instruments") { array in
                guard let instrument else { return }
                array.object {
                    SourceBody(source: instrument.source, isReusable: true).write(to: &$0)
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        var kept = try customer(desk)
        if let email = try CustomerRequest.email(call.body) { kept.customer.email = email }
        try read(call.body, into: &kept)
        try await desk.write([desk.put(kept)])
        return Answer(status: .noContent)
    }

    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(checkout: checkout, service: service, call: call)
        let kept = try customer(desk)
        try await desk.write([.remove(DocumentKey(call.documents("customer"), kept.customer.id.bytes))])
        return Answer(status: .noContent)
    }

    private func customer(_ desk: Desk) throws(Problem) -> KeptCustomer {
        let name = desk.call.name("customer")
        let id = CustomerName.read(name) ?? (name.contains("@") ? desk.customerID(of: name) : nil)
        guard let id, let kept = try desk.customer(id) else { throw .notFound }
        return kept
    }

    private func read(_ body: Members, into kept: inout KeptCustomer) throws(Problem) {
        if let name = try body.text("name", else: "customer_name_invalid") { kept.customer.name = name }
        if try body.object("phone", else: "phone_number_invalid") != nil {
            kept.phone = try body.kept("phone", else: "phone_number_invalid")
        }
        if let metadata = try body.metadata() { kept.metadata = metadata }
        // What a payment by this customer uses.
        guard let name = try body.text("default", else: "source_id_invalid") else { return }
        guard let instrument = InstrumentName.read(name) else { throw .invalid("source_id_unknown") }
        kept.instrument = instrument
    }
}
