import Ledger
import PaymentCore

/// Where invoices are sold. Source: wire/swedbank.md §1, the country matrix.
enum Country: UInt8, CaseIterable {
    case sweden = 0
    case norway = 1
    case finland = 2

    /// Whatever the case in which a client writes it.
    init?(invoiceType: String) {
        let given = invoiceType.lowercased()
        guard let country = Self.allCases.first(where: { $0.invoiceType.lowercased() == given }) else { return nil }
        self = country
    }

    init?(code: String) {
        let given = code.uppercased()
        guard let country = Self.allCases.first(where: { $0.code == given }) else { return nil }
        self = country
    }

    var invoiceType: String {
        switch self {
        case .sweden: "PayExFinancingSe"
        case .norway: "PayExFinancingNo"
        case .finland: "PayExFinancingFi"
        }
    }

    var code: String {
        switch self {
        case .sweden: "SE"
        case .norway: "NO"
        case .finland: "FI"
        }
    }

    /// What the ledger of this country keeps: an invoice in another currency is created, and refused when it is
    /// authorized. Source: wire/swedbank.md §4.1, `payment.currency`.
    var currency: String {
        switch self {
        case .sweden: "SEK"
        case .norway: "NOK"
        case .finland: "EUR"
        }
    }
}
