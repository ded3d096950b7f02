import DialectKit
import Engine
import PaymentCore

/// Asks the dialect in which a payment was born whom an event notifies.
struct DialectOutbox: Outbox {
    private let dialects: DialectDirectory

    init(_ dialects: DialectDirectory) { self.dialects = dialects }

    func endpoints(for event: Event, of payment: Payment) -> [String] {
        dialects.dialect(of: payment)?.endpoints(for: event, of: payment) ?? []
    }

    func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        dialects.dialect(of: payment)?.explains(endpoints, of: event, of: payment) ?? endpoints.isEmpty
    }
}
