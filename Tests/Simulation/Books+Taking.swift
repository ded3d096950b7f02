import Ledger
import PaymentCore

/// Takes what happened into the books. Returns what is wrong with it, by the books.
extension Books {
    mutating func take(_ event: Event) -> String? {
        let at = Int(event.at.milliseconds)
        switch event.fact {
        case .created, .amended, .dispatched, .lapsing, .settled, .instructed: break
        case .lapsed:
            guard let lapsesAt, lapsesAt <= at else { return "a hold lapsed before its time" }
        case .withdrawn, .abandoned:
            guard isOpen else { return "an answered payment ended" }
            endedAt = at
        case .declined(_, let ends): if ends { endedAt = at }
        case .expired(let money):
            guard let end = windowEnd, end <= at, terms.voidsAtEnd else { return "a hold expired before its time" }
            guard Int(money.minorUnits) == capturable else { return "what expired is not what was left" }
            released += Int(money.minorUnits)
        case .remainderReleased(let money):
            guard Int(money.minorUnits) == capturable, captures > 0 else { return "no remainder to release" }
            released += Int(money.minorUnits)
        case .operation(let operation): return take(operation, at: at)
        }
        return check()
    }

    private mutating func take(_ operation: Operation, at: Int) -> String? {
        switch operation.order {
        case .authorize(let money, _):
            guard isOpen else { return "authorized twice, or after its end" }
            guard operation.state == .succeeded else { return "a simulated issuer answers at once" }
            guard Int(money.minorUnits) == requested else { return "authorized another amount than was asked for" }
            authorized = requested
            authorizedAt = at
            lapsesAt = terms.lapsesAfter.map { at + $0 }
        case .capture(let money, let traits): return takeCapture(Int(money.minorUnits), traits, operation, at: at)
        case .void(let money):
            guard Int(money.minorUnits) <= capturable else { return "released more than was left" }
            if operation.state == .succeeded { released += Int(money.minorUnits) }
        case .refund(let money): takeRefund(Int(money.minorUnits), operation, at: at)
        case .reauthorize: lapsesAt = terms.lapsesAfter.map { at + $0 }
        case .reverse, .increment: return "the workload asks for no such thing"
        }
        return check()
    }

    private mutating func takeCapture(_ amount: Int, _ traits: CaptureTraits, _ operation: Operation, at: Int)
        -> String?
    {
        let wasPending = capturing.removeValue(forKey: operation.id)
        if let wasPending, wasPending != amount { return "a pending capture changed its amount" }
        if traits.contains(.automatic) {
            if hasAutomaticCapture, wasPending == nil { return "a second automatic capture" }
            hasAutomaticCapture = true
        }
        guard amount <= capturable else { return "captured more than was left" }
        switch operation.state {
        case .pending: capturing[operation.id] = amount
        case .succeeded:
            if terms.failsCapture { return "a capture succeeded that the issuer fails" }
            if terms.refusesAfterLapse, let lapsesAt, lapsesAt <= at { return "the issuer paid after the lapse" }
            captured += amount
            captures += 1
        case .failed:
            let mayFail = terms.failsCapture || (terms.refusesAfterLapse && (lapsesAt.map { $0 <= at } ?? false))
            if !mayFail { return "a capture failed that the issuer approves" }
        }
        return check()
    }

    private mutating func takeRefund(_ amount: Int, _ operation: Operation, at: Int) {
        refunding[operation.id] = nil
        switch operation.state {
        case .pending: refunding[operation.id] = (amount, at)
        case .succeeded: refunded += amount
        case .failed: break
        }
    }
}
