package import Ledger
package import PaymentCore

/// One payment from its birth on, driven through the real `decide`: the payment, all its events, and books of its own.
///
/// Whatever is accepted is checked at once; a rule that does not hold is thrown as `InvariantBroken`, so that every test
/// that tells a story is also a test of I1–I4, I7, I8 and I10.
package final class Story {
    package let id: PaymentID
    package let currency: Currency
    /// When the next command comes; a test may set it forwards, and back.
    package var now: Instant
    package private(set) var events: [Event] = []
    package private(set) var books: Books
    /// Every operation as it last was.
    package private(set) var operations: [OperationID: Operation] = [:]
    private var current: Payment?

    /// 2026-01-01T00:00:00Z.
    package static let start = Instant(milliseconds: 1_767_225_600_000)

    /// A payment that nobody has created.
    package init(unborn currency: Currency, id: PaymentID = PaymentID(high: 0x019B_76DA_3800_0000, low: 1)) {
        self.id = id
        self.currency = currency
        now = Self.start
        books = Books(currency: currency)
    }

    package var payment: Payment {
        guard let current else { preconditionFailure("this payment was never created") }
        return current
    }

    /// What the command leads to. Throws the `Refusal` when it is refused.
    @discardableResult
    package func tell(_ command: Command) throws -> Acceptance {
        switch decide(command, id: id, on: current, at: now) {
        case .refused(let refusal): throw refusal
        case .accepted(let acceptance):
            try take(acceptance)
            return acceptance
        }
    }

    /// The refusal, or nil when the command is accepted and has happened.
    package func trying(_ command: Command) throws -> Refusal? {
        do {
            try tell(command)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// Another story with the same past.
    package func branch() -> Story {
        let other = Story(unborn: currency, id: id)
        (other.now, other.events, other.books) = (now, events, books)
        (other.operations, other.current) = (operations, current)
        return other
    }
}

// MARK: What must hold

extension Story {
    private func take(_ acceptance: Acceptance) throws {
        try acceptance.check(from: current)
        let instant = current.map { max(now, $0.state.lastEventAt) } ?? now
        for event in acceptance.events {
            try check(event, at: instant)
            events.append(event)
            books.post(event)
        }
        current = acceptance.payment
        guard !acceptance.events.isEmpty, Payment.replaying(events) == current else {
            throw InvariantBroken("I7", "replaying \(events.count) events does not give the payment")
        }
        try checkBooks()
    }

    /// I8, and that an operation has one name, begins once and ends once.
    private func check(_ event: Event, at instant: Instant) throws {
        guard event.sequence == events.count + 1 else {
            throw InvariantBroken("I8", "event \(event.sequence) follows \(events.count)")
        }
        guard event.at == instant else {
            throw InvariantBroken(
                "I8", "event \(event.sequence) is of \(event.at.milliseconds), not \(instant.milliseconds)")
        }
        guard let operation = event.operation else { return }
        if let known = operations[operation.id] {
            guard known.state == .pending, operation.state != .pending else {
                throw InvariantBroken("operation", "event \(event.sequence) tells of an operation that had ended")
            }
        }
        operations[operation.id] = operation
    }

    /// I1, I2 and I4, from the books alone: what is pending fits into what is held and into what is payable.
    private func checkBooks() throws {
        let pending = operations.values.filter { $0.state == .pending }.map(\.order)
        let (capturing, releasing, refunding) = pending.reduce(into: (Int64(0), Int64(0), Int64(0))) { sums, order in
            switch order {
            case .capture(let money, _): sums.0 += money.minorUnits
            case .void(let money): sums.1 += money.minorUnits
            case .refund(let money): sums.2 += money.minorUnits
            case .reverse(let voided, let refunded):
                sums.1 += voided.minorUnits
                sums.2 += refunded.minorUnits
            case .authorize, .increment, .reauthorize: break
            }
        }
        let (held, payable) = (books.balance(of: .issuerHolds), books.balance(of: .receivableFromIssuer))
        guard books.balance(of: .merchantHolds) == -held,
            books.balance(of: .payableToMerchant) + books.balance(of: .settledToMerchant) == -payable
        else {
            throw InvariantBroken("I3", "the mirror accounts differ")
        }
        guard held >= capturing + releasing else {
            throw InvariantBroken("I1", "\(capturing) + \(releasing) > \(held)")
        }
        guard payable >= refunding else { throw InvariantBroken("I2", "\(refunding) > \(payable)") }
        let said = payment.capturable + payment.pendingCaptures + payment.pendingReleases
        guard held == said.minorUnits, payable == payment.captured.minorUnits - payment.refunded.minorUnits else {
            throw InvariantBroken("I4", "the books hold \(held) and owe \(payable), the payment says otherwise")
        }
    }
}

/// The books of one story: sums per account, from the journal of its events and nothing else.
package struct Books {
    package let currency: Currency
    private var balances: [LedgerAccount: Int64] = [:]

    package init(currency: Currency) { self.currency = currency }

    /// Signed minor units: debits count up, credits down.
    package func balance(of account: LedgerAccount) -> Int64 { balances[account, default: 0] }

    /// What issuers hold and promise to the merchant.
    package var holds: Money { Money(minorUnits: -balance(of: .merchantHolds), currency: currency) }
    /// What is owed to the merchant.
    package var payable: Money { Money(minorUnits: -balance(of: .payableToMerchant), currency: currency) }
    /// What issuers owe.
    package var receivable: Money { Money(minorUnits: balance(of: .receivableFromIssuer), currency: currency) }

    package mutating func post(_ event: Event) {
        for entry in event.journal(in: currency)?.entries ?? [] {
            switch entry.side {
            case .debit: balances[entry.account, default: 0] += entry.amount.minorUnits
            case .credit: balances[entry.account, default: 0] -= entry.amount.minorUnits
            }
        }
    }
}
