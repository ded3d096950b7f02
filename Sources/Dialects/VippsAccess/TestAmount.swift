package import Ledger
import PaymentCore

/// Amounts at which the test environment's banks say no. Source: wire/vipps.md §2.10.
package enum TestAmount {
    /// Nil: they say yes.
    static func decline(of amount: Money) -> FailureReason? { reasons[amount.minorUnits]?.reason }

    /// Why, as force approve tells it. Nil where no amount was in the way.
    package static func words(of amount: Money) -> String? { reasons[amount.minorUnits]?.words }

    /// Unit: minor units of whatever currency.
    private static let reasons: [Int64: (reason: FailureReason, words: String)] = [
        151: (.insufficientFunds, "Insufficient funds"),
        182: (.declined, "Refused by issuer"),
        183: (.suspectedFraud, "Suspected fraud"),
        184: (.insufficientFunds, "Withdrawal limit exceeded"),
        186: (.cardExpired, "Expired card"),
        187: (.cardInvalid, "Invalid card"),
        197: (.authenticationFailed, "3-D Secure denied"),
        201: (.technical, "Unknown result"),
        202: (.authenticationFailed, "Strong customer authentication required"),
    ]
}
