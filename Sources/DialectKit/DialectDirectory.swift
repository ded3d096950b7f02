package import PaymentCore

/// All dialects of this server, found by a payment's wire or by how an identifier is spelled.
package struct DialectDirectory: Sendable {
    private let dialects: [any Dialect]

    package init(_ dialects: [any Dialect]) { self.dialects = dialects }

    package var wires: [WireName] { dialects.map(\.wire) }

    package func dialect(of payment: Payment) -> (any Dialect)? {
        dialects.first { $0.wire == payment.birth.wire }
    }

    package func dialect(on wire: WireName) -> (any Dialect)? { dialects.first { $0.wire == wire } }

    /// In the order in which they were given.
    package var all: [any Dialect] { dialects }

    /// By which names people will look for a payment, as far as this event brings them.
    package func names(for event: Event, of payment: Payment) -> [String] {
        dialect(of: payment)?.names(for: event, of: payment) ?? []
    }

    /// Nil when no dialect spells payments that way.
    package func paymentID(spelled text: String) -> PaymentID? {
        dialects.lazy.compactMap { $0.paymentID(spelled: text) }.first
    }

    /// The merchant's payment of any wire: by how its wire spells it, or by the merchant's own name for it, which may look
    /// like a spelling.
    package func payment(
        _ text: String, of merchant: MerchantID, in service: any PaymentService
    ) throws(Unavailable) -> Payment? {
        if let spelled = paymentID(spelled: text), let payment = try service.payment(spelled),
            payment.birth.merchant == merchant
        {
            return payment
        }
        let called = dialects.lazy.compactMap { $0.paymentID(called: text, by: merchant, in: service) }.first
        guard let called, let payment = try service.payment(called), payment.birth.merchant == merchant else {
            return nil
        }
        return payment
    }
}
