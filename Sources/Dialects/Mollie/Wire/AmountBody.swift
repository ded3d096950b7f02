import DialectKit
import Ledger

/// Mollie's amount: an exact decimal string and a currency. Source: wire/mollie.md §2.
extension JSONObjectWriter {
    mutating func amount(_ name: String, _ money: Money) {
        object(name) {
            $0.string("value", money.decimal)
            $0.string("currency", money.currency.code)
        }
    }

    /// `2022-07-12T12:21:43+00:00`: seconds and an offset, never `Z`. Source: wire/mollie.md §1.
    mutating func instant(_ name: String, _ instant: Int64) {
        string(name, InstantSpelling.offsetSeconds(instant))
    }
}
