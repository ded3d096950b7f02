import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// What is sent to the shop's `callbackPrefix`. Source: wire/vipps.md §4.6.
struct CallbackBody {
    let event: Event
    let payment: Payment
    let details: PaymentDetails
    let status: CallbackStatus

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("merchantSerialNumber", details.unit)
            json.string("orderId", details.reference)
            json.object("transactionInfo") {
                $0.int("amount", payment.birth.requested.minorUnits)
                $0.string("status", status.rawValue)
                $0.string("timeStamp", InstantSpelling.zuluMilliseconds(event.at.milliseconds))
                $0.string("transactionId", TransactionNumber.spell(payment.id))
            }
            if let reason { json.object("errorInfo") { $0.errorMembers(.failedReservation(reason)) } }
            guard payment.state.authorizedAt != nil else { return }
            let express = Express.kept(in: details)
            if let express { json.shippingDetails(express.shipping, postCodeName: "zipCode", .known) }
            if express != nil || details.scope != nil { json.userDetails(.known, payment) }
        }
        return json.bytes
    }

    /// Why the payer's bank said no. Nil when it did not.
    private var reason: FailureReason? {
        switch event.fact {
        case .declined(let reason, _): return reason.isIssuers ? reason : nil
        case .operation(let operation):
            if case .failed(let reason) = operation.state { return reason }
            return nil
        case .created, .amended, .withdrawn, .abandoned, .dispatched, .lapsing, .lapsed, .settled, .instructed,
            .expired, .remainderReleased:
            return nil
        }
    }
}
