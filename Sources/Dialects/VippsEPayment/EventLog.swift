import Ledger
import PaymentCore
import VippsAccess

/// One entry of a payment's event log, and what a webhook tells. Source: wire/vipps.md §2.6 and §3.2.
struct LogEntry {
    enum Name: String, CaseIterable {
        case created = "CREATED"
        case authorized = "AUTHORIZED"
        case captured = "CAPTURED"
        case cancelled = "CANCELLED"
        case refunded = "REFUNDED"
        case aborted = "ABORTED"
        case expired = "EXPIRED"
        case terminated = "TERMINATED"
    }

    let name: Name
    /// The event's own: a capture logs what it captured.
    let amount: Money
    /// The creation's own, or ten digits for a movement of money.
    let pspReference: String
    let at: Instant
    let key: String?
    let succeeded: Bool
}

extension Event {
    /// What the log says of this event of `payment`; empty where the API has no word for it.
    func logEntries(of payment: Payment) -> [LogEntry] {
        let key = PaymentDetails.read(payment)?.key
        switch fact {
        case .created: return [entry(.created, of: payment, key: key)]
        case .declined(let reason, _):
            let aborted = entry(.aborted, of: payment, key: key)
            // The bank said no: the attempt that reached it is logged too, without success. Source: §2.6.
            return reason.isIssuers ? [movement(.authorized, payment.birth.requested, key, false), aborted] : [aborted]
        case .abandoned: return [entry(.expired, of: payment, key: nil)]
        case .withdrawn: return [entry(.terminated, of: payment, key: nil)]
        case .expired(let money), .remainderReleased(let money): return [movement(.cancelled, money, nil)]
        case .operation(let operation): return entries(of: operation, creationKey: key)
        case .amended, .dispatched, .lapsing, .lapsed, .settled, .instructed: return []
        }
    }

    /// What webhooks tell of it: what was completed, as the seed `000_0445fc54f43bf88f.txt` says of a capture.
    func toldEntry(of payment: Payment) -> LogEntry? { logEntries(of: payment).last { $0.succeeded } }

    private func entries(of operation: Operation, creationKey: String?) -> [LogEntry] {
        guard operation.state != .pending else { return [] }
        let succeeded = operation.state == .succeeded
        let key = OperationDetails.read(details).key
        switch operation.order {
        case .authorize(let money, _): return [movement(.authorized, money, creationKey, succeeded)]
        case .capture(let money, _): return [movement(.captured, money, key, succeeded)]
        case .void(let money): return [movement(.cancelled, money, nil, succeeded)]
        case .refund(let money): return [movement(.refunded, money, key, succeeded)]
        case .reverse(let releasing, let refunding):
            let parts = [(LogEntry.Name.cancelled, releasing), (.refunded, refunding)]
            return parts.filter { !$0.1.isZero }.map { movement($0.0, $0.1, nil, succeeded) }
        case .increment, .reauthorize: return []
        }
    }

    /// Of the payment as a whole: with its creation's reference.
    private func entry(_ name: LogEntry.Name, of payment: Payment, key: String?) -> LogEntry {
        LogEntry(
            name: name, amount: payment.birth.requested, pspReference: PSPReference.spell(payment.id), at: at, key: key,
            succeeded: true)
    }

    private func movement(
        _ name: LogEntry.Name, _ amount: Money, _ key: String?, _ succeeded: Bool = true
    ) -> LogEntry {
        LogEntry(
            name: name, amount: amount, pspReference: TransactionNumber.spell(self), at: at, key: key,
            succeeded: succeeded)
    }
}
