import Ledger

extension Int64 {
    /// As near as a thousand of the largest amounts come, on either side of zero. A sale that was accepted is always within;
    /// whatever else is kept, nothing that is calculated of it overflows.
    init(held number: Int128) {
        let limit = Int128(Money.limit) * Int128(Sale.countLimit)
        self = Int64(Swift.max(-limit, Swift.min(limit, number)))
    }
}

extension Sequence<Int64> {
    /// What they come to, held as `Int64(held:)` does.
    var heldSum: Int64 { Int64(held: reduce(Int128(0)) { $0 + Int128($1) }) }
}
