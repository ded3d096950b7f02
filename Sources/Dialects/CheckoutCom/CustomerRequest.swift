import PaymentCore

extension PaymentDetails {
    /// Without a name of their own customers have the card's; on the classic platform every payment has a customer.
    /// Source: the vendor's SDK tests, which look for `customer.id` and `customer.name` in every answer there.
    mutating func settleCustomer(orNamed fresh: CustomerID) {
        if customer == nil, platform == .classic { customer = Customer(id: fresh) }
        if customer?.name == nil { customer?.name = source.holder }
    }
}

/// The `customer` of a request: somebody known, or who they are. Source: wire/checkout.md §4.1.
enum CustomerRequest {
    /// Nil when the request names nobody. `fresh` is who they are when nothing tells. Whoever is known keeps their name and
    /// address: a request sets those of new customers alone. Source: the vendor's OpenAPI.
    static func read(
        _ body: Members, _ call: Call, _ desk: Desk, orNamed fresh: CustomerID
    ) throws(Problem) -> Customer? {
        guard let members = try body.object("customer", else: "customer_id_invalid") else { return nil }
        let email = try email(members)
        let name = try members.text("name", else: "customer_name_invalid")
        if let text = try members.text("id", else: "customer_id_invalid") {
            guard let known = CustomerName.read(text) else { throw .invalid("customer_id_invalid") }
            guard let kept = try desk.customer(known) else { throw .invalid("customer_not_found") }
            return Customer(id: known, email: kept.customer.email ?? email, name: kept.customer.name ?? name)
        }
        guard let email else { return name.map { Customer(id: fresh, name: $0) } }
        if let kept = try desk.customer(of: email)?.customer {
            return Customer(id: kept.id, email: kept.email, name: kept.name ?? name)
        }
        return Customer(id: try desk.newCustomerID(of: email, orNamed: fresh), email: email, name: name)
    }

    static func email(_ members: Members) throws(Problem) -> String? {
        guard let email = try members.text("email", else: "customer_email_invalid") else { return nil }
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !email.contains(" ") else {
            throw .invalid("customer_email_invalid")
        }
        return email
    }
}
