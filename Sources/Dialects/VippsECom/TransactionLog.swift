import Ledger
import PaymentCore
import VippsAccess

/// What happened to an order, newest first, in the API's words. Source: wire/vipps.md §4.4.
struct TransactionLog {
    enum Operation: String {
        case initiate = "INITIATE"
        case reserve = "RESERVE"
        case sale = "SALE"
        case capture = "CAPTURE"
        case refund = "REFUND"
        /// Before the payer's yes: by the merchant or the payer.
        case cancel = "CANCEL"
        /// After it: what was held is let go of.
        case void = "VOID"
    }

    struct Entry {
        let operation: Operation
        let amount: Money
        let text: String
        let transactionID: String
        let at: Instant
        let requestID: String
        let succeeded: Bool
    }

    let entries: [Entry]
    private let payment: Payment

    init(_ events: [Event], of payment: Payment, _ details: PaymentDetails) {
        entries = events.reversed().flatMap { $0.transactions(of: payment, details) }
        self.payment = payment
    }

    /// The one word of the deprecated request.
    var status: String {
        switch payment.state.ending?.cause {
        case .abandoned: "REJECTED"
        case .declined(let reason) where reason.isIssuers: "FAILED"
        case .declined, .withdrawn: Operation.cancel.rawValue
        case nil: entries.first { $0.succeeded }?.operation.rawValue ?? Operation.initiate.rawValue
        }
    }
}

extension Event {
    fileprivate func transactions(of payment: Payment, _ details: PaymentDetails) -> [TransactionLog.Entry] {
        let requested = payment.birth.requested
        func entry(
            _ operation: TransactionLog.Operation, _ amount: Money, _ kept: OperationDetails = OperationDetails(),
            number: String? = nil, succeeded: Bool = true
        ) -> TransactionLog.Entry {
            TransactionLog.Entry(
                operation: operation, amount: amount, text: kept.text ?? details.text ?? "",
                transactionID: number ?? TransactionNumber.spell(self), at: at, requestID: kept.key ?? "",
                succeeded: succeeded)
        }
        let reservation = TransactionNumber.spell(payment.id)
        switch fact {
        case .created:
            let asked = Express.kept(in: details).map { Money(minorUnits: $0.amount, currency: requested.currency) }
            return [entry(.initiate, asked ?? requested, number: reservation)]
        case .withdrawn: return [entry(.cancel, requested)]
        case .declined(let reason, _):
            guard reason.isIssuers else { return [entry(.cancel, requested)] }
            let attempted: TransactionLog.Operation = details.capturesDirectly ? .sale : .reserve
            return [entry(attempted, requested, number: reservation, succeeded: false)]
        case .expired(let money), .remainderReleased(let money): return [entry(.void, money)]
        case .operation(let operation):
            guard operation.state != .pending else { return [] }
            let kept = OperationDetails.read(self.details)
            let succeeded = operation.state == .succeeded
            switch operation.order {
            case .authorize(let money, _):
                // A direct capture is one step, told when it is made.
                return details.capturesDirectly
                    ? [] : [entry(.reserve, money, number: reservation, succeeded: succeeded)]
            case .capture(let money, let traits):
                return traits.contains(.automatic)
                    ? [entry(.sale, money, number: reservation, succeeded: succeeded)]
                    : [entry(.capture, money, kept, succeeded: succeeded)]
            case .void(let money): return [entry(.void, money, kept, succeeded: succeeded)]
            case .refund(let money): return [entry(.refund, money, kept, succeeded: succeeded)]
            case .reverse(let releasing, let refunding):
                return [(TransactionLog.Operation.refund, refunding), (.void, releasing)].filter { !$0.1.isZero }
                    .map { entry($0.0, $0.1, kept, succeeded: succeeded) }
            case .increment, .reauthorize: return []
            }
        case .amended, .abandoned, .dispatched, .lapsing, .lapsed, .settled, .instructed: return []
        }
    }
}
