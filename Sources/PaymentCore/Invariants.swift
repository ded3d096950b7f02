import Ledger

/// A rule that must hold does not (docs/INVARIANTS.md). Found before the commit it stops the command; found in the
/// store it is reported by the audit.
package struct InvariantBroken: Error, Hashable, Sendable {
    package let name: String
    package let detail: String

    package init(_ name: String, _ detail: String) {
        self.name = name
        self.detail = detail
    }
}

extension Payment {
    /// I1, I2 and I4 on this payment's own amounts.
    package func checkAmounts() throws(InvariantBroken) {
        let state = state
        let range = 0...Money.limit
        for amount in [state.authorized, state.captured, state.released, state.refunded] where !range.contains(amount) {
            throw InvariantBroken("I1", "an amount is out of range: \(amount)")
        }
        let capturing = state.pending.reduce(0) { $0 + $1.order.capturing }
        let releasing = state.pending.reduce(0) { $0 + $1.order.releasing }
        let refunding = state.pending.reduce(0) { $0 + $1.order.refunding }
        guard state.captured + capturing + state.released + releasing <= state.authorized else {
            throw InvariantBroken(
                "I1",
                "captured \(state.captured) + pending \(capturing) + released \(state.released) + pending \(releasing) > authorized \(state.authorized)"
            )
        }
        guard state.refunded + refunding <= state.captured else {
            throw InvariantBroken(
                "I2", "refunded \(state.refunded) + pending \(refunding) > captured \(state.captured)")
        }
    }

    /// What the books must say of this payment: the hold that stands, what was claimed from issuers, and what of that was
    /// paid out (I4).
    package var bookBalances: (held: Int64, payable: Int64, settled: Int64) {
        (state.authorized - state.captured - state.released, state.captured - state.refunded, state.settled)
    }
}

extension Acceptance {
    /// Checks before anything is written: I1, I2 on the result; I3 and I4 on what the events move; I8 and I10 on the
    /// events themselves.
    package func check(from before: Payment?) throws(InvariantBroken) {
        try payment.checkAmounts()
        var sequence = before?.state.sequence ?? 0
        var instant = before?.state.lastEventAt
        var balances = before?.bookBalances ?? (held: 0, payable: 0, settled: 0)
        for event in events {
            guard event.payment == payment.id else { throw InvariantBroken("I10", "an event of another payment") }
            guard event.sequence == sequence + 1 else {
                throw InvariantBroken("I8", "event \(event.sequence) after \(sequence)")
            }
            if let instant, event.at < instant {
                throw InvariantBroken("I8", "event \(event.sequence) goes back in time")
            }
            sequence = event.sequence
            instant = event.at
            let moved = event.movement
            if moved != (0, 0, 0) {
                guard let journal = event.journal(in: payment.currency),
                    journal.entries.reduce(0, { $0 + $1.signed }) == 0
                else { throw InvariantBroken("I3", "event \(event.sequence) does not balance") }
            }
            balances = (
                balances.held + moved.held, balances.payable + moved.payable, balances.settled + moved.settled
            )
        }
        guard balances == payment.bookBalances else {
            throw InvariantBroken("I4", "books say \(balances), payment says \(payment.bookBalances)")
        }
        if let before, before.birth != payment.birth {
            throw InvariantBroken("I10", "merchant, account or currency changed")
        }
    }
}
