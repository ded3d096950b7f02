import DialectKit
import Ledger

extension JSONObjectWriter {
    /// `{"currency":"NOK","value":49900}`, minor units. Source: seed `000_0445fc54f43bf88f.txt`.
    mutating func amount(_ name: String, _ money: Money) {
        object(name) {
            $0.string("currency", money.currency.code)
            $0.int("value", money.minorUnits)
        }
    }

    /// All four members, always. Source: wire/vipps.md §2.4.
    mutating func aggregate(_ aggregate: Aggregate) {
        object("aggregate") {
            $0.amount("authorizedAmount", aggregate.authorized)
            $0.amount("cancelledAmount", aggregate.cancelled)
            $0.amount("capturedAmount", aggregate.captured)
            $0.amount("refundedAmount", aggregate.refunded)
        }
    }
}
