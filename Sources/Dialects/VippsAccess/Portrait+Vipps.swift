package import DialectKit
package import PaymentCore

/// What both APIs show of a payment to people who look on.
extension PaymentDetails {
    package static func portrait(of payment: Payment, status: String) -> Portrait {
        let details = read(payment)
        var portrait = Portrait(
            name: UUIDSpelling.spell(hi: payment.id.high, lo: payment.id.low), status: status,
            reference: details?.reference, description: details?.text)
        portrait.add("Sale unit (MSN)", details?.unit)
        portrait.add("Payer's phone", details?.phone)
        portrait.add("User flow", details?.flow)
        portrait.add("Return address", details?.returnAddress)
        portrait.add("Kept members", details.flatMap { $0.keptMembers.isEmpty ? nil : $0.extrasText })
        return portrait
    }

    private var extrasText: String { String(decoding: extras, as: UTF8.self) }

    /// The reference, and the numbers of what moves.
    package static func names(for event: Event, of payment: Payment) -> [String] {
        switch event.fact {
        case .created:
            guard let details = try? PaymentDetails(canonicalBytes: event.details.bytes) else { return [] }
            return [details.reference, details.text].compactMap { $0 } + [TransactionNumber.spell(payment.id)]
        case .operation(let operation):
            guard operation.startedAt == event.at else { return [] }
            return [TransactionNumber.spell(operation), OperationDetails.read(event.details).key].compactMap { $0 }
        case .amended, .withdrawn, .declined, .abandoned, .dispatched, .lapsed, .lapsing, .settled, .instructed,
            .expired, .remainderReleased:
            return []
        }
    }
}
