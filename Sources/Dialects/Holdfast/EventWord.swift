import Ledger
import PaymentCore

/// Our own words for what happened, for accounts, and for what will happen.
extension Event {
    /// Also the type of the webhook that tells of it.
    var word: String {
        switch fact {
        case .created: "payment.created"
        case .amended: "payment.amended"
        case .withdrawn: "payment.withdrawn"
        case .declined: "payment.declined"
        case .abandoned: "payment.abandoned"
        case .lapsing: "hold.lapsing"
        case .lapsed: "hold.lapsed"
        case .expired: "payment.expired"
        case .remainderReleased: "remainder.released"
        case .dispatched: "operation.dispatched"
        case .settled: "payment.settled"
        case .instructed: "issuer.instructed"
        case .operation(let operation): operation.eventWord
        }
    }
}

extension Operation {
    fileprivate var eventWord: String {
        switch (order, state) {
        case (.authorize, .succeeded): "payment.authorized"
        case (_, .pending): "\(order.word).pending"
        case (_, .succeeded): "\(order.word).succeeded"
        case (_, .failed): "\(order.word).failed"
        }
    }
}

extension LedgerAccount {
    var word: String {
        switch self {
        case .issuerHolds: "issuerHolds"
        case .merchantHolds: "merchantHolds"
        case .receivableFromIssuer: "receivableFromIssuer"
        case .payableToMerchant: "payableToMerchant"
        case .settledToMerchant: "settledToMerchant"
        }
    }
}

extension Deadline.Kind {
    var word: String {
        switch self {
        case .dispatch: "operation can be called back no longer"
        case .answer: "issuer answers"
        case .captureAutomatically: "automatic capture"
        case .releaseRemainder: "remainder is released"
        case .lapse: "hold lapses"
        case .expire: "capture window closes, the hold is released"
        case .abandon: "payer has not answered"
        case .warnOfLapse: "warning that the hold lapses"
        case .settle: "settlement"
        }
    }
}
