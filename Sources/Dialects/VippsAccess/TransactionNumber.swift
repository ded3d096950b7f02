package import PaymentCore

/// The ten digits by which Vipps names a movement of money: `50…`, and `56…` for a refund. Derived from the operation, so
/// that both APIs and every answer spell it alike. Source: wire/vipps.md §2.6 and §4.2.
package enum TransactionNumber {
    package static func spell(_ operation: Operation) -> String {
        if case .refund = operation.order { return spell(operation.id, after: "56") }
        return spell(operation.id, after: "50")
    }

    /// For what happened without an operation, such as the end of a payment that nobody approved.
    package static func spell(_ event: Event) -> String {
        event.operation.map(spell) ?? spell(event.payment.derived(event.sequence) as OperationID, after: "50")
    }

    /// Of the payment's beginning, which eCom shows for its reservation too. Source: wire/vipps.md §4.4.
    package static func spell(_ payment: PaymentID) -> String { spell(payment, after: "50") }

    private static func spell<Kind>(_ id: Identifier<Kind>, after prefix: String) -> String {
        let digits = String((id.low ^ (id.high &* 0x9E37_79B9_7F4A_7C15)) % 100_000_000)
        return prefix + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
