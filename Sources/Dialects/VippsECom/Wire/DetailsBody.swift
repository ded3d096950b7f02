import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// The answer to a read: the order's sums and its log. Source: wire/vipps.md §4.4.
struct DetailsBody {
    let payment: Payment
    let details: PaymentDetails
    let log: TransactionLog
    let now: Instant

    var bytes: [UInt8] {
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.string("orderId", details.reference)
            if hasReacted {
                json.transactionSummary(payment, bankNumber: PayerCard.scheme(of: payment)?.identificationNumber)
            }
            json.array("transactionLogHistory") { array in
                for entry in log.entries { array.object { Self.write(entry, to: &$0) } }
            }
            guard payment.state.authorizedAt != nil else { return }
            let express = Express.kept(in: details)
            if let express { json.shippingDetails(express.shipping, postCodeName: "postCode", person) }
            if express != nil || details.scope != nil { json.userDetails(person, payment) }
            if details.scope != nil { json.string("sub", TestPayer.sub(known: payment.birth.merchant)) }
        }
        return json.bytes
    }

    /// The sums are there once the payer has said something. Source: §4.4.
    private var hasReacted: Bool {
        if case .declined? = payment.state.ending?.cause { return true }
        return payment.state.authorizedAt != nil
    }

    /// A week after the reservation nothing personal is told any more.
    private var person: SharedPerson {
        let isOver = payment.state.authorizedAt.map { $0 + .days(7) <= now } ?? false
        return isOver ? .expired : .known
    }

    private static func write(_ entry: TransactionLog.Entry, to json: inout JSONObjectWriter) {
        json.int("amount", entry.amount.minorUnits)
        json.string("transactionText", entry.text)
        json.string("transactionId", entry.transactionID)
        json.string("timeStamp", InstantSpelling.zuluMilliseconds(entry.at.milliseconds))
        json.string("operation", entry.operation.rawValue)
        json.string("requestId", entry.requestID)
        json.bool("operationSuccess", entry.succeeded)
    }
}
