import PaymentCore

/// Identifiers are relative addresses, operations absolute ones. Source: wire/swedbank.md §2.
struct Links {
    let origin: String

    func payment(_ id: PaymentID) -> String { "/psp/invoice/payments/\(PaymentName.spell(id))" }
    func part(_ part: String, of id: PaymentID) -> String { "\(payment(id))/\(part)" }

    func transaction(_ transaction: OperationID, of id: PaymentID) -> String {
        "\(payment(id))/transactions/\(TransactionName.spell(transaction))"
    }

    func item(_ transaction: OperationID, _ kind: Transaction.Kind, of id: PaymentID) -> String {
        "\(payment(id))/\(kind.list)/\(TransactionName.spell(transaction))"
    }

    func payerPage(_ id: PaymentID) -> String { "\(origin)/invoice/payments/authorize/\(PayerToken.spell(id))" }

    func script(_ id: PaymentID) -> String {
        "\(origin)/invoice/core/scripts/client/px.invoice.client.js?token=\(PayerToken.spell(id))&operation=authorize"
    }
}

extension Transaction.Kind {
    /// The member that holds one of them: `capture`.
    var member: String { rawValue.lowercased() }
    /// The list of them, and the last segment of its path: `captures`.
    var list: String { member + "s" }
}
